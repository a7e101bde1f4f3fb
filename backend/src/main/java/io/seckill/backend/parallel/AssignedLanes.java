package io.seckill.backend.parallel;

import io.seckill.backend.membership.AssignedPartitions;
import io.seckill.backend.parallel.lane.Lane;
import io.seckill.backend.parallel.lane.Lanes;
import io.seckill.backend.parallel.lane.TakeOver;
import io.seckill.process.Causes;
import io.seckill.process.RepeatedTrouble;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that this process holds, and the lanes of those that it may decide. A queue is paused until its retry
 * queue has been read. Owned by the engine's thread, on which Kafka calls the listener too.
 */
final class AssignedLanes extends AssignedPartitions {
    private static final Logger log = LoggerFactory.getLogger(AssignedLanes.class);

    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Lanes maker;
    private final TakeOvers takeOvers;
    private final OwnershipListener audience;
    private final Finish finish;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>(); // of held queues only
    private final Set<TopicPartition> full = new HashSet<>(); // paused because their buffers are
    private final Map<TopicPartition, String> refused = // why held queues cannot be opened
            new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    private @Nullable CompletableFuture<TakeOverReader.Found> reading; // at most one runs
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime);
    private String unread = ""; // why the last reading failed
    private long readNotBefore = System.nanoTime();

    /** Starts to read what was left of queues, on another thread; to cancel the future gives that up. */
    interface TakeOvers {
        CompletableFuture<TakeOverReader.Found> read(Set<TopicPartition> queues);
    }

    /** Lets attempts at lanes that go end, for a bounded time, and commits the positions; on the engine's thread. */
    interface Finish {
        void finish(Map<TopicPartition, Lane> lanes);
    }

    AssignedLanes(
            Consumer<byte[], byte[]> consumer,
            Lanes maker,
            TakeOvers takeOvers,
            OwnershipListener audience,
            Finish finish) {
        super(consumer);
        this.consumer = consumer;
        this.maker = maker;
        this.takeOvers = takeOvers;
        this.audience = audience;
        this.finish = finish;
    }

    /** Follows the reader's progress; to be called before every poll. */
    void advance() {
        if (reading != null && reading.isDone()) {
            adopt(reading);
        }
        if (reading == null && opening() && System.nanoTime() - readNotBefore >= 0) {
            Set<TopicPartition> missing = new HashSet<>(held());
            missing.removeAll(lanes.keySet());
            reading = takeOvers.read(missing);
        }
    }

    private void adopt(CompletableFuture<TakeOverReader.Found> finished) {
        reading = null;
        try {
            TakeOverReader.Found found = finished.join();
            unread = "";
            found.takeOvers().forEach(this::open);
            found.refused().forEach(this::refuse);
            if (!found.takeOvers().isEmpty()) {
                log.info("deciding {} of {} held queues", lanes.size(), held().size());
            }
        } catch (CompletionException e) {
            String reason = Causes.inOneLine(e.getCause() == null ? e : e.getCause());
            if (trouble.isNews(reason)) {
                log.warn("a retry queue was not read, trying again: {}", reason);
            }
            unread = reason;
            readNotBefore = System.nanoTime() + READ_AGAIN_AFTER.toNanos();
        }
    }

    private void open(TopicPartition queue, TakeOver found) {
        refused.remove(queue);
        consumer.seek(queue, found.position());
        consumer.resume(List.of(queue));
        lanes.put(queue, maker.open(queue.partition(), found));
        audience.tookOver(queue.partition());
    }

    /** It stays paused and is looked at again, while the others go on; logged once for each reason. */
    private void refuse(TopicPartition queue, String why) {
        if (!why.equals(refused.put(queue, why))) {
            log.error("queue {} stands still: {}", queue.partition(), why);
        }
        readNotBefore = System.nanoTime() + READ_AGAIN_AFTER.toNanos();
    }

    /** Holds back the queues whose buffers have {@code high} records or more, until they have no more than half. */
    void regulate(int high) {
        lanes.forEach((queue, lane) -> {
            if (lane.buffered() >= high && full.add(queue)) {
                consumer.pause(List.of(queue));
            } else if (lane.buffered() <= high / 2 && full.remove(queue)) {
                consumer.resume(List.of(queue));
            }
        });
    }

    /** Whether a queue could take more records now. */
    boolean hungry() {
        return full.size() < lanes.size();
    }

    /** The lanes that may be decided. */
    Map<TopicPartition, Lane> lanes() {
        return Collections.unmodifiableMap(lanes);
    }

    /** Whether a queue is held that is not open yet. */
    boolean opening() {
        return lanes.size() < held().size();
    }

    /** Why not every queue of this member's share is decided. */
    Optional<String> notReadyReason() {
        if (opening()) {
            StringJoiner queues = new StringJoiner("; ").add("opening " + (held().size() - lanes.size()) + " queues");
            if (!unread.isEmpty()) {
                queues.add("a retry queue was not read: " + unread);
            }
            refused.forEach((queue, why) -> queues.add("queue " + queue.partition() + ": " + why));
            return Optional.of(queues.toString());
        }
        long behind =
                lanes.values().stream().filter(lane -> lane.state().behind()).count();
        return behind > 0 ? Optional.of(behind + " queues wait for what older ones have to decide") : Optional.empty();
    }

    /** Attempts that run may end; what has not ended by then is the next owner's to do again. */
    @Override
    protected void finish(Collection<TopicPartition> queues) {
        Map<TopicPartition, Lane> leaving = new HashMap<>(lanes);
        leaving.keySet().retainAll(queues);
        finish.finish(leaving);
    }

    @Override
    protected void release(Collection<TopicPartition> queues) {
        for (TopicPartition queue : queues) {
            Lane lane = lanes.remove(queue);
            if (lane != null) {
                lane.close();
                audience.released(queue.partition());
            }
        }
        full.removeAll(queues);
        refused.keySet().removeAll(queues);
        if (reading != null) {
            reading.cancel(false);
            reading = null;
        }
    }
}
