package io.seckill.backend.parallel;

import io.seckill.backend.parallel.lane.Lane;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What a rebalance sets going. Called on the engine's thread. */
interface RebalanceActions extends OwnershipListener {
    /** Starts to read what was left of {@code queues}, on another thread; to cancel the future gives that up. */
    CompletableFuture<TakeOverReader.Found> read(Set<TopicPartition> queues);

    /** Lets attempts at {@code lanes} end, for a bounded time. */
    void finish(Collection<Lane> lanes);

    /** Commits the positions of {@code lanes}; returns when that is done, or cannot be. */
    void commit(Map<TopicPartition, Lane> lanes);
}
