package io.seckill.backend.recovery.transactions;

import java.util.List;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open in a partition.
 *
 * @param from the offset of its first record there
 * @param lastTimestamp that of its last one
 */
public record Hanging(
        TopicPartition part, long producerId, short epoch, int coordinatorEpoch, long from, long lastTimestamp) {
    /** How it ended, by the words of its coordinator. */
    public enum End {
        COMMITTED,
        ABORTED,
        /** It has not ended, or nobody can say how. */
        UNKNOWN
    }

    /** Those in {@code part} by what was answered about it and perhaps others. */
    public static List<Hanging> in(TopicPartition part, DescribeProducersResult asked) throws InterruptedException {
        return AdminAnswers.await(asked.partitionResult(part), "the producers of " + part).activeProducers().stream()
                .filter(state -> state.currentTransactionStartOffset().isPresent())
                .map(state -> of(part, state))
                .toList();
    }

    private static Hanging of(TopicPartition part, ProducerState state) {
        return new Hanging(
                part,
                state.producerId(),
                (short) state.producerEpoch(),
                state.coordinatorEpoch().orElse(0),
                state.currentTransactionStartOffset().orElseThrow(),
                state.lastTimestamp());
    }

    public AbortTransactionSpec abort() {
        return new AbortTransactionSpec(part, producerId, epoch, coordinatorEpoch);
    }

    public boolean sameTransaction(Hanging other) {
        return part.equals(other.part) && producerId == other.producerId && epoch == other.epoch && from == other.from;
    }

    @Override
    public String toString() {
        return "an open transaction of producer " + producerId + ", epoch " + epoch + ", in " + part + " from " + from;
    }
}
