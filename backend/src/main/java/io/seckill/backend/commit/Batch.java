package io.seckill.backend.commit;

import io.seckill.backend.deliver.Reply;
import io.seckill.backend.trace.CommandTrace;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What was decided together and must become durable together.
 *
 * @param commands how many commands it decides; none where it only tells gateways of earlier decisions
 * @param writes the ledger's entries, the items' statuses and the dead letters
 * @param positions where each queue goes on once this is durable; never empty where something is written, since they
 *     bear the group's generation, by which the broker refuses a former owner
 * @param replies what may be told then
 */
public record Batch(
        int commands,
        List<ProducerRecord<byte[], byte[]>> writes,
        Map<TopicPartition, OffsetAndMetadata> positions,
        List<Reply> replies) {
    /** Adds those of its commands that are traced to {@code traced}. */
    public void addTraced(List<CommandTrace> traced) {
        for (Reply reply : replies) {
            if (reply.trace() != null) {
                traced.add(reply.trace());
            }
        }
    }

    /** Whether there is nothing to commit. */
    public boolean isEmpty() {
        return positions.isEmpty();
    }
}
