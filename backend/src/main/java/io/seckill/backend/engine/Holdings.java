package io.seckill.backend.engine;

import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that this process holds, and the lanes of those that it may decide. A queue is paused until its retry
 * queue has been read. Owned by the engine's thread, on which Kafka calls the listener too.
 */
final class Holdings implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);

    /** What goes on around. */
    interface Surroundings extends Engine.Shares {
        /** Starts to read what was left of {@code queues}, on another thread; to cancel the future gives that up. */
        CompletableFuture<TakeOverReader.Found> read(Set<TopicPartition> queues);

        /** Lets attempts at {@code lanes} end, for a bounded time. */
        void finish(Collection<Lane> lanes);

        /** Commits the positions of {@code lanes}; returns when that is done, or cannot be. */
        void commit(Map<TopicPartition, Lane> lanes);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Lanes maker;
    private final Surroundings around;
    private final Set<TopicPartition> held = new HashSet<>();
    private final Map<TopicPartition, Lane> lanes = new HashMap<>(); // of held queues only
    private final Set<TopicPartition> full = new HashSet<>(); // paused because their buffers are
    private final Map<TopicPartition, String> refused = // why held queues cannot be opened
            new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    private @Nullable CompletableFuture<TakeOverReader.Found> reading; // at most one runs
    private long readNotBefore = System.nanoTime();
    private boolean joined;

    Holdings(Consumer<byte[], byte[]> consumer, Lanes maker, Surroundings around) {
        this.consumer = consumer;
        this.maker = maker;
        this.around = around;
    }

    /** Follows the reader's progress; to be called before every poll. */
    void advance() {
        if (reading != null && reading.isDone()) {
            adopt(reading);
        }
        if (reading == null && opening() && System.nanoTime() - readNotBefore >= 0) {
            Set<TopicPartition> missing = new HashSet<>(held);
            missing.removeAll(lanes.keySet());
            reading = around.read(missing);
        }
    }

    private void adopt(CompletableFuture<TakeOverReader.Found> finished) {
        reading = null;
        try {
            TakeOverReader.Found found = finished.join();
            found.takeOvers().forEach(this::open);
            found.refused().forEach(this::refuse);
            if (!found.takeOvers().isEmpty()) {
                LOG.info("deciding {} of {} held queues", lanes.size(), held.size());
            }
        } catch (CompletionException e) {
            LOG.warn("a retry queue was not read, trying again in {} s", READ_AGAIN_AFTER.toSeconds(), e.getCause());
            readNotBefore = System.nanoTime() + READ_AGAIN_AFTER.toNanos();
        }
    }

    private void open(TopicPartition queue, TakeOver found) {
        refused.remove(queue);
        consumer.seek(queue, found.position());
        consumer.resume(List.of(queue));
        lanes.put(queue, maker.open(queue.partition(), found));
        around.tookOver(queue.partition());
    }

    /** It stays paused and is looked at again, while the others go on; logged once for each reason. */
    private void refuse(TopicPartition queue, String why) {
        if (!why.equals(refused.put(queue, why))) {
            LOG.error("queue {} stands still: {}", queue.partition(), why);
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
        return lanes.size() < held.size();
    }

    /** Why not every queue of this member's share is decided. */
    Optional<String> hindrance() {
        if (!joined) {
            return Optional.of("not in the group yet");
        }
        if (opening()) {
            StringJoiner queues = new StringJoiner("; ").add("opening " + (held.size() - lanes.size()) + " queues");
            refused.forEach((queue, why) -> queues.add("queue " + queue.partition() + ": " + why));
            return Optional.of(queues.toString());
        }
        long behind =
                lanes.values().stream().filter(lane -> lane.state().behind()).count();
        return behind > 0 ? Optional.of(behind + " queues wait for what older ones have to decide") : Optional.empty();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> queues) {
        joined = true;
        held.addAll(queues);
        consumer.pause(queues);
        // Anywhere: where to go on is read elsewhere; a consumer without a place would ask the broker, and fail.
        queues.forEach(queue -> consumer.seek(queue, 0));
        if (!queues.isEmpty()) {
            LOG.info("took over {}, now holding {} queues", queues, held.size());
        }
    }

    /** Attempts that run may end, for a bounded time; what has not ended by then is the next owner's to do again. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> queues) {
        if (queues.isEmpty()) {
            return;
        }
        Map<TopicPartition, Lane> leaving = new HashMap<>(lanes);
        leaving.keySet().retainAll(queues);
        around.finish(new ArrayList<>(leaving.values()));
        around.commit(leaving);
        release(queues);
        LOG.info("released {}, now holding {} queues", queues, held.size());
    }

    /** The queues are others' already: no position of theirs may be committed any more. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> queues) {
        joined = false;
        release(queues);
        LOG.warn("lost {} to another backend", queues);
    }

    /** Gives all queues up as {@link #onPartitionsRevoked} does, but while the group still hears heartbeats. */
    void leave() {
        onPartitionsRevoked(new ArrayList<>(held));
    }

    private void release(Collection<TopicPartition> queues) {
        for (TopicPartition queue : queues) {
            Lane lane = lanes.remove(queue);
            if (lane != null) {
                lane.close();
                around.released(queue.partition());
            }
        }
        held.removeAll(queues);
        full.removeAll(queues);
        refused.keySet().removeAll(queues);
        if (reading != null) {
            reading.cancel(false);
            reading = null;
        }
    }
}
