package io.seckill.backend.commit;

import io.seckill.backend.deliver.Reply;
import io.seckill.v1.Item;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What was decided together and must become durable together.
 *
 * @param commands how many commands it decides
 * @param writes the ledger's entries and the dead letters
 * @param positions where each queue goes on once this is durable
 * @param replies what may be told then
 * @param changed the items that it changed, as they are after it
 */
public record Batch(
        int commands,
        List<ProducerRecord<byte[], byte[]>> writes,
        Map<TopicPartition, OffsetAndMetadata> positions,
        List<Reply> replies,
        List<Item> changed) {}
