package io.seckill.backend.parallel;

import io.seckill.backend.parallel.lane.RetryRecords;
import io.seckill.backend.parallel.lane.TakeOver;
import io.seckill.kafka.OffsetMetadata;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.TopicTail;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutView;
import io.seckill.slots.SlotMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads what an earlier owner of queues has left: their positions, their retry queues, and of which table they had heard. Blocks. */
final class TakeOverReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final TopicSettings topics;
    private final RetryRecords records;

    TakeOverReader(TopicSettings topics, RetryRecords records) {
        this.topics = topics;
        this.records = records;
    }

    /**
     * What was found.
     *
     * @param takeOvers of the queues that can go on
     * @param refused why the others cannot
     */
    record Found(Map<TopicPartition, TakeOver> takeOvers, Map<TopicPartition, String> refused) {}

    /**
     * Reads for {@code queues} with {@code reader}, which belongs to the group by its id only.
     *
     * @param givenUp says when the queues are no longer wanted; then what was read so far
     */
    Found read(Consumer<byte[], byte[]> reader, Set<TopicPartition> queues, BooleanSupplier givenUp) {
        Map<TopicPartition, OffsetAndMetadata> committed = reader.committed(queues, TIMEOUT);
        Map<TopicPartition, Long> beginnings = reader.beginningOffsets(queues, TIMEOUT);
        Map<TopicPartition, Long> retryBeginnings =
                reader.beginningOffsets(queues.stream().map(this::retriesOf).toList(), TIMEOUT);
        Layout layout = LayoutView.read(reader, topics.slots()).layout();
        Map<TopicPartition, Long> ends = reader.endOffsets(queues, TIMEOUT);
        Map<TopicPartition, TakeOver> found = new HashMap<>();
        Map<TopicPartition, String> refused = new HashMap<>();
        for (TopicPartition queue : queues) {
            OffsetAndMetadata position = committed.get(queue);
            long beginning = beginnings.getOrDefault(queue, 0L);
            long end = ends.getOrDefault(queue, 0L);
            if (position != null && (position.offset() < beginning || position.offset() > end)) {
                // To go on elsewhere than at the position would pass over commands, or decide others again.
                refused.put(
                        queue,
                        queue + " is from " + beginning + " to " + end + ", and its position is " + position.offset()
                                + ": commands are gone from it");
                continue;
            }
            long retryBeginning = retryBeginnings.getOrDefault(retriesOf(queue), 0L);
            long retryPosition = position == null
                    ? retryBeginning
                    : Math.max(
                            retryBeginning,
                            OffsetMetadata.parse(position.metadata()).retryPosition());
            long begin = position == null ? beginning : position.offset();
            SlotMap table = layout == null ? null : layout.heard(queue.partition(), begin);
            found.put(queue, new TakeOver(begin, retryPosition, new ArrayList<>(), table));
        }
        readCopies(reader, found, givenUp);
        return new Found(found, refused);
    }

    private void readCopies(
            Consumer<byte[], byte[]> reader, Map<TopicPartition, TakeOver> found, BooleanSupplier givenUp) {
        List<TopicPartition> partitions =
                found.keySet().stream().map(this::retriesOf).toList();
        reader.assign(partitions);
        found.forEach((queue, takeOver) -> reader.seek(retriesOf(queue), takeOver.retryPosition()));
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions, TIMEOUT);
        TopicTail.read(reader, ends, TIMEOUT, givenUp, polled -> polled.forEach(record -> take(record, found)));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, TakeOver> found) {
        found.forEach((queue, takeOver) -> {
            if (queue.partition() == record.partition()) {
                records.read(record).ifPresent(task -> takeOver.copies().add(new TakeOver.Copy(record.offset(), task)));
            }
        });
    }

    private TopicPartition retriesOf(TopicPartition queue) {
        return new TopicPartition(topics.retries(), queue.partition());
    }
}
