package io.seckill.backend.ledger;

import io.seckill.backend.commit.Batch;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.ledger.LedgerMeters.QueueState;
import io.seckill.backend.membership.MemberThread;
import io.seckill.backend.recovery.Scrub;
import io.seckill.backend.recovery.transactions.QueueWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * One consumer's life: poll, have the records decided, put them into the pipeline. Owned by the consuming thread.
 *
 * <p>It never waits for a commit to end. Under load its polls keep a distance, so that a few large fetches and
 * transactions do the work of many small ones; past the bound on pending commands the queues are paused and polled on,
 * which keeps the membership alive.
 */
final class PollLoop implements MemberThread.Member {
    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration WATCHFUL_POLL = Duration.ofMillis(5);
    private static final long OBSERVE_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    /** From so many commands a poll is worth a transaction of its own, which costs as much as some purchases. */
    private static final int BUSY = 8;

    /** A fetch from a broker that has the records takes less. */
    private static final Duration FRESH_FETCH = Duration.ofMillis(2);

    /** What is done with the queues in each turn. */
    record Steps(BatchMaker batches, HoldWatch holds, QueueWatch queues, Scrub scrub) {}

    private final Consumer<byte[], byte[]> consumer;
    private final AssignedQueues assignment;
    private final Pipeline pipeline;
    private final Steps steps;
    private final Duration spacing;
    private final LedgerMeters meters;
    private long observed = System.nanoTime() - OBSERVE_EVERY_NS;
    private long busyAt; // when a poll last brought many commands
    private boolean busy; // whether the latest one did

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            AssignedQueues assignment,
            Pipeline pipeline,
            Steps steps,
            Duration spacing,
            LedgerMeters meters) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.pipeline = pipeline;
        this.steps = steps;
        this.spacing = spacing;
        this.meters = meters;
    }

    @Override
    public AssignedQueues assigned() {
        return assignment;
    }

    @Override
    public Optional<String> notReadyReason() {
        return assignment.notReadyReason();
    }

    @Override
    public void ended() {
        meters.queues(List.of(), 0);
        steps.queues().positions(Map.of());
    }

    @Override
    public void turn() {
        assignment.advance();
        ConsumerRecords<byte[], byte[]> records = poll();
        pipeline.member(consumer.groupMetadata());
        long now = System.nanoTime();
        busy = records.count() >= BUSY;
        busyAt = now;
        boolean calm = pipeline.calm();
        for (Batch batch : steps.batches().decide(records, assignment.owned(), now)) {
            pipeline.put(assignment.life(), batch);
        }
        if (calm) {
            steps.batches().forgetDeleted(assignment.owned()).forEach(step -> pipeline.put(assignment.life(), step));
        }
        assignment.owned().forEach((name, queue) -> steps.holds().look(name, queue, now));
        if (now - observed >= OBSERVE_EVERY_NS) {
            observed = now;
            observe();
        }
        if (steps.scrub().mustReload(assignment.owned().keySet())) {
            assignment.reload();
        }
    }

    /**
     * A queue that is not any more what it was when it was decided, stops: nobody knows what to decide there. That is caught
     * around each single poll: the consumer is past what an earlier one of this turn has returned, and it must be decided.
     */
    private ConsumerRecords<byte[], byte[]> pollOrStop(Duration patience) {
        try {
            return consumer.poll(patience);
        } catch (OffsetOutOfRangeException e) { // a truncated log too
            assignment.stopAt(
                    e.offsetOutOfRangePartitions().keySet(),
                    "commands are gone from its log, by what was decided: " + e.getMessage());
            return ConsumerRecords.empty();
        }
    }

    /** What the ready queues have; nothing, and that soon, where enough is decided that is not committed. */
    private ConsumerRecords<byte[], byte[]> poll() {
        Set<TopicPartition> ready = assignment.owned().keySet();
        if (pipeline.full()) {
            consumer.pause(ready);
            return pollOrStop(WATCHFUL_POLL);
        }
        consumer.resume(ready);
        pipeline.awaitTaken(spacing);
        if (!busy) {
            return pollOrStop(assignment.loading() ? WATCHFUL_POLL : idlePoll());
        }
        LockSupport.parkNanos(busyAt + spacing.toNanos() - System.nanoTime());
        return pollFresh();
    }

    /**
     * The consumer asks for more as it returns what it has, and the answer to that is as old as the last poll by now: few
     * records. All that has come since is in the next answer.
     */
    private ConsumerRecords<byte[], byte[]> pollFresh() {
        ConsumerRecords<byte[], byte[]> fetchedBefore = pollOrStop(Duration.ZERO);
        ConsumerRecords<byte[], byte[]> fresh = pollOrStop(FRESH_FETCH);
        if (fetchedBefore.isEmpty()) {
            return fresh;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> both = new HashMap<>();
        for (ConsumerRecords<byte[], byte[]> part : List.of(fetchedBefore, fresh)) {
            part.partitions()
                    .forEach(queue -> both.computeIfAbsent(queue, first -> new ArrayList<>())
                            .addAll(part.records(queue)));
        }
        return new ConsumerRecords<>(both, fresh.nextOffsets());
    }

    /** Until records come, or a status that waits is due, or a hold, or there is something of deleted items to forget. */
    private Duration idlePoll() {
        long now = System.nanoTime();
        long nanos = IDLE_POLL.toNanos();
        for (Map.Entry<TopicPartition, OwnedQueue> each : assignment.owned().entrySet()) {
            OwnedQueue queue = each.getValue();
            nanos = queue.ledger().deleting() ? 0 : nanos;
            nanos = Math.min(nanos, queue.statuses().nanosToNext(now).orElse(nanos));
            nanos = Math.min(
                    nanos, steps.holds().nanosToNext(each.getKey(), queue, now).orElse(nanos));
        }
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(nanos) + 1); // a poll counts in whole ones
    }

    private void observe() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        assignment
                .owned()
                .forEach((name, queue) -> positions.put(
                        name,
                        QueueWatch.position(consumer, name, queue.position().offset())));
        steps.queues().positions(positions);
        List<QueueState> states = new ArrayList<>();
        assignment.owned().forEach((name, queue) -> {
            long known = consumer.currentLag(name).orElse(0);
            long lag = steps.queues().lag(name, positions.getOrDefault(name, 0L), known);
            states.add(new QueueState(name.partition(), lag, queue.ledger()));
        });
        meters.queues(states, assignment.undecided());
    }
}
