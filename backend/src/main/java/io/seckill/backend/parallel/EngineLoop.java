package io.seckill.backend.parallel;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.membership.MemberThread;
import io.seckill.backend.parallel.lane.EngineSettings;
import io.seckill.backend.parallel.lane.HandlerAvailability;
import io.seckill.backend.parallel.lane.Lane;
import io.seckill.backend.parallel.lane.Lanes;
import io.seckill.backend.recovery.transactions.QueueWatch;
import io.seckill.v1.QueuePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One member's turns: hear what has ended, hand out what may be tried, commit, poll. Owned by the engine's thread.
 *
 * <p>It waits in one place per turn: in the poll while a queue could take records, and an event rings the consumer
 * awake; at the mailbox while all buffers are full, and polls now and then to stay in the group.
 */
final class EngineLoop implements MemberThread.Member {
    /** Records polled ahead of the window, for each place in it. */
    private static final int BUFFER_PER_PLACE = 2;

    private static final int MIN_BUFFER = 1_000;
    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration WATCHFUL_POLL = Duration.ofMillis(5);
    private static final long STAY_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The least time between two commits of positions: after a crash so much is handed out again. */
    private static final long COMMIT_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long OBSERVE_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final HandlerAvailability dependency;
    private final AssignedLanes holdings;
    private final Mailbox mailbox;
    private final KafkaLanePort outlet;
    private final EngineSettings settings;
    private final Positions positions;
    private final QueueWatch queues;
    private final DecisionListener audience;
    private final EngineMeters meters;
    private final long longPause;
    private long turned; // when the latest turn began
    private boolean doubtful; // whether others may hold the queues by now
    private long committed;
    private long observed;
    private long polled;

    EngineLoop(
            Parts parts, EngineSettings settings, DecisionListener audience, QueueWatch queues, EngineMeters meters) {
        this.consumer = parts.consumer();
        this.dependency = parts.dependency();
        this.holdings = new AssignedLanes(consumer, parts.lanes(), parts.takeOvers(), audience, this::finish);
        this.mailbox = parts.mailbox();
        this.outlet = parts.outlet();
        this.positions = new Positions(consumer);
        this.longPause = parts.sessionTimeout().toNanos() / 2;
        this.settings = settings;
        this.audience = audience;
        this.queues = queues;
        this.meters = meters;
    }

    /**
     * What belongs to one member's life.
     *
     * @param sessionTimeout after which its group gives its queues to others
     */
    record Parts(
            Consumer<byte[], byte[]> consumer,
            HandlerAvailability dependency,
            Lanes lanes,
            Mailbox mailbox,
            KafkaLanePort outlet,
            AssignedLanes.TakeOvers takeOvers,
            Duration sessionTimeout) {}

    @Override
    public AssignedLanes assigned() {
        return holdings;
    }

    @Override
    public Optional<String> notReadyReason() {
        return dependency.notReadyReason().or(holdings::notReadyReason);
    }

    @Override
    public void ended() {
        meters.queues(List.of());
        queues.positions(Map.of());
    }

    @Override
    public void turn() {
        mailbox.drain();
        holdings.advance();
        if (queuesAreStillHeld()) {
            holdings.lanes().values().forEach(Lane::turn);
        }
        dependency.turn();
        tell();
        long now = outlet.now();
        if (now - committed >= COMMIT_EVERY_NS) {
            committed = now;
            positions.commit(holdings.lanes());
            announce();
        }
        if (now - observed >= OBSERVE_EVERY_NS) {
            observed = now;
            observe();
        }
        holdings.regulate(Math.max(MIN_BUFFER, settings.window() * BUFFER_PER_PLACE));
        await(now);
    }

    /**
     * Whether what is buffered may be handed out. After a pause of the process others may hold the queues, which a poll would
     * say too late: then nothing is handed out before the group's coordinator has confirmed the membership.
     */
    private boolean queuesAreStillHeld() {
        long now = outlet.now();
        doubtful |= now - turned > longPause;
        turned = now;
        doubtful = doubtful && !positions.confirm(holdings.lanes());
        return !doubtful;
    }

    private void tell() {
        List<Reply> replies = outlet.takeReplies();
        if (!replies.isEmpty()) {
            audience.tell(replies);
        }
    }

    private void announce() {
        List<QueuePosition> decided = new ArrayList<>();
        holdings.lanes()
                .forEach((queue, lane) -> decided.add(QueuePosition.newBuilder()
                        .setQueue(queue.partition())
                        .setOffset(lane.state().position())
                        .build()));
        audience.decided(decided);
    }

    private void await(long now) {
        boolean restless =
                holdings.opening() || holdings.lanes().values().stream().anyMatch(Lane::restless);
        if (!restless) {
            poll(now, IDLE_POLL);
        } else if (holdings.hungry()) {
            poll(now, WATCHFUL_POLL);
        } else if (now - polled >= STAY_EVERY_NS) {
            poll(now, Duration.ZERO);
        } else {
            mailbox.await(WATCHFUL_POLL.toNanos());
        }
    }

    private void poll(long now, Duration patience) {
        polled = now;
        mailbox.ringOn(consumer::wakeup);
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(mailbox.isEmpty() ? patience : Duration.ZERO);
            for (TopicPartition queue : records.partitions()) {
                Lane lane = holdings.lanes().get(queue);
                if (lane != null) {
                    lane.offer(records.records(queue));
                }
            }
        } catch (WakeupException rung) {
            // Something has come; it is seen in the next turn.
        } finally {
            mailbox.ringOn(null);
        }
    }

    private void finish(Map<TopicPartition, Lane> leaving) {
        long deadline = outlet.now() + settings.finishTimeout().toNanos();
        while (leaving.values().stream().anyMatch(Lane::busy) && outlet.now() < deadline) {
            mailbox.await(WATCHFUL_POLL.toNanos());
            mailbox.drain();
        }
        tell();
        positions.commitNow(leaving);
    }

    private void observe() {
        positions.keepOnly(holdings.lanes().keySet());
        Map<TopicPartition, Long> read = new HashMap<>();
        holdings.lanes()
                .forEach((queue, lane) -> read.put(
                        queue, QueueWatch.position(consumer, queue, lane.state().position())));
        queues.positions(read);
        List<EngineMeters.QueueState> states = new ArrayList<>();
        for (Map.Entry<TopicPartition, Lane> entry : holdings.lanes().entrySet()) {
            long known = consumer.currentLag(entry.getKey()).orElse(0);
            long unfetched = queues.lag(entry.getKey(), read.getOrDefault(entry.getKey(), 0L), known);
            states.add(new EngineMeters.QueueState(
                    entry.getKey().partition(),
                    unfetched + entry.getValue().buffered(),
                    entry.getValue().state()));
        }
        meters.queues(states);
    }
}
