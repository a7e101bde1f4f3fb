package io.seckill.backend.consume;

import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** Transactions that whoever opened them will not end, and behind which nothing can be read. */
record Obstacles(DeadOwners deadOwners, ForgottenTransactions forgotten) {
    /** Clears {@code parts}, where something could not be read. */
    void clear(Collection<TopicPartition> parts) throws InterruptedException {
        deadOwners.fence();
        forgotten.endIn(parts);
    }

    /** Clears the group's positions, where one could not be told. */
    void clearPositions() throws InterruptedException {
        deadOwners.fence();
        forgotten.endInPositions();
    }
}
