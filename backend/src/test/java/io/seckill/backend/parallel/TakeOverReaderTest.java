package io.seckill.backend.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TakeOverReaderTest {
    private static final TopicSettings TOPICS =
            new TopicSettings("test", 1, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM);
    private static final TopicPartition SOUND = new TopicPartition(TOPICS.requests(), 0);
    private static final TopicPartition CUT_BEFORE = new TopicPartition(TOPICS.requests(), 1);
    private static final TopicPartition CUT_BEHIND = new TopicPartition(TOPICS.requests(), 2);

    @Test
    void aQueueWhosePositionIsNotInItsLogIsRefusedAndTheOthersAreRead() {
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        begins.put(new TopicPartition(TOPICS.slots(), 0), 0L);
        ends.put(new TopicPartition(TOPICS.slots(), 0), 0L);
        Set<TopicPartition> queues = Set.of(SOUND, CUT_BEFORE, CUT_BEHIND);
        for (TopicPartition queue : queues) {
            begins.put(queue, 5L);
            ends.put(queue, 9L);
            begins.put(new TopicPartition(TOPICS.retries(), queue.partition()), 0L);
            ends.put(new TopicPartition(TOPICS.retries(), queue.partition()), 0L);
        }
        try (MockConsumer<byte[], byte[]> reader = new MockConsumer<>("earliest")) {
            reader.updateBeginningOffsets(begins);
            reader.updateEndOffsets(ends);
            reader.assign(queues);
            reader.commitSync(Map.of(
                    SOUND, new OffsetAndMetadata(7),
                    CUT_BEFORE, new OffsetAndMetadata(4),
                    CUT_BEHIND, new OffsetAndMetadata(10)));

            TakeOverReader.Found found =
                    new TakeOverReader(TOPICS, new RetryRecords(TOPICS)).read(reader, queues, () -> false);

            assertThat(found.takeOvers()).containsOnlyKeys(SOUND);
            assertThat(found.takeOvers().get(SOUND).position()).isEqualTo(7);
            assertThat(found.refused()).containsOnlyKeys(CUT_BEFORE, CUT_BEHIND);
            assertThat(found.refused().get(CUT_BEHIND)).contains("from 5 to 9, and its position is 10");
        }
    }
}
