package io.seckill.backend.membership;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that a member of a group holds. One that comes is paused until the member has found out where to go on
 * in it, which the group's committed offset alone does not tell. Owned by the member's thread, on which Kafka calls it.
 */
public abstract class AssignedPartitions implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(AssignedPartitions.class);

    private final Consumer<?, ?> consumer;
    private final Set<TopicPartition> held = new HashSet<>();
    private boolean joined;

    /** None yet, of {@code consumer}. */
    protected AssignedPartitions(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /** Ends what is begun in {@code partitions}, for a bounded time: others may own them when this returns. */
    protected void finish(Collection<TopicPartition> partitions) {}

    /** Gives up what is begun: others own some of it already. */
    protected void abandon() {}

    /** Forgets {@code partitions}, which are not held any more. */
    protected abstract void release(Collection<TopicPartition> partitions);

    /** What is held, whether it is read or not. */
    public final Set<TopicPartition> held() {
        return Collections.unmodifiableSet(held);
    }

    /** Whether the group has said what is held. */
    final boolean joined() {
        return joined;
    }

    /** Gives all up as {@link #onPartitionsRevoked} does, but while the group still hears heartbeats. */
    public final void leave() {
        onPartitionsRevoked(List.copyOf(held));
    }

    @Override
    public final void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        joined = true;
        held.addAll(partitions);
        consumer.pause(partitions);
        // Anywhere: where to go on is read elsewhere; a consumer without a place would ask the broker, and fail.
        partitions.forEach(partition -> consumer.seek(partition, 0));
        if (!partitions.isEmpty()) {
            log.info("took over {}, now holding {} queues", partitions, held.size());
        }
    }

    @Override
    public final void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            finish(partitions);
            held.removeAll(partitions);
            release(partitions);
            log.info("released {}, now holding {} queues", partitions, held.size());
        }
    }

    @Override
    public final void onPartitionsLost(Collection<TopicPartition> partitions) {
        joined = false;
        abandon();
        held.removeAll(partitions);
        release(partitions);
        log.warn("lost {} to another member", partitions);
    }
}
