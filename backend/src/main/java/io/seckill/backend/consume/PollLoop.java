package io.seckill.backend.consume;

import io.seckill.backend.commit.Batch;
import io.seckill.backend.commit.Pipeline;
import io.seckill.backend.consume.ConsumeMeters.QueueState;
import io.seckill.backend.decide.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * One consumer's life: poll, have the records decided, put them into the pipeline. Owned by the consuming thread.
 *
 * <p>It never waits for a commit to end. While decisions wait for the committer it polls more slowly, so that the
 * broker is asked for a few large fetches instead of many small ones; past the bound on pending commands the queues
 * are paused and polled on, which keeps the membership alive.
 */
final class PollLoop {
    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration WATCHFUL_POLL = Duration.ofMillis(5);
    private static final long OBSERVE_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    /** What is done with the queues in each turn. */
    record Steps(BatchMaker batches, HoldWatch holds) {}

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final Pipeline pipeline;
    private final Steps steps;
    private final Duration pollSpacing;
    private final ConsumeMeters meters;
    private long observed = System.nanoTime() - OBSERVE_EVERY_NS;

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            Pipeline pipeline,
            Steps steps,
            Duration pollSpacing,
            ConsumeMeters meters) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.pipeline = pipeline;
        this.steps = steps;
        this.pollSpacing = pollSpacing;
        this.meters = meters;
    }

    /** Polls once and passes on what came. */
    void turn() {
        assignment.advance();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(patience());
        pipeline.member(consumer.groupMetadata());
        long now = System.nanoTime();
        Batch batch = steps.batches().decide(records, assignment.owned(), now);
        if (!batch.isEmpty()) {
            pipeline.put(assignment.life(), batch);
        }
        assignment.owned().forEach((name, queue) -> steps.holds().look(name, queue, now));
        if (now - observed >= OBSERVE_EVERY_NS) {
            observed = now;
            observe();
        }
    }

    /** Lets the ready queues flow, or holds them back, and says how long the next poll may take. */
    private Duration patience() {
        Set<TopicPartition> ready = assignment.owned().keySet();
        if (pipeline.full()) {
            consumer.pause(ready);
            return WATCHFUL_POLL;
        }
        consumer.resume(ready);
        pipeline.awaitTaken(pollSpacing);
        return assignment.loading() ? WATCHFUL_POLL : idlePoll();
    }

    /** Until records come, or a status that waits is due, or a hold. */
    private Duration idlePoll() {
        long now = System.nanoTime();
        long nanos = IDLE_POLL.toNanos();
        for (Map.Entry<TopicPartition, OwnedQueue> each : assignment.owned().entrySet()) {
            OwnedQueue queue = each.getValue();
            nanos = Math.min(nanos, queue.statuses().nanosToNext(now).orElse(nanos));
            nanos = Math.min(
                    nanos, steps.holds().nanosToNext(each.getKey(), queue, now).orElse(nanos));
        }
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(nanos) + 1); // a poll counts in whole ones
    }

    private void observe() {
        List<QueueState> states = assignment.owned().entrySet().stream()
                .map(entry -> state(entry.getKey(), entry.getValue().ledger()))
                .toList();
        meters.queues(states);
    }

    private QueueState state(TopicPartition queue, Ledger ledger) {
        long lag = consumer.currentLag(queue).orElse(0);
        return new QueueState(queue.partition(), lag, ledger);
    }
}
