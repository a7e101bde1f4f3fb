package io.seckill.backend.engine;

import io.seckill.kafka.QueueNote;
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

/** Reads what an earlier owner of queues has left: their positions, and their retry queues. Blocks. */
final class TakeOverReader {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String retryTopic;
    private final AsideRecords records;

    TakeOverReader(String retryTopic, AsideRecords records) {
        this.retryTopic = retryTopic;
        this.records = records;
    }

    /**
     * Reads for {@code queues} with {@code reader}, which belongs to the group by its id only.
     *
     * @param givenUp says when the queues are no longer wanted; then what was read so far
     */
    Map<TopicPartition, TakeOver> read(
            Consumer<byte[], byte[]> reader, Set<TopicPartition> queues, BooleanSupplier givenUp) {
        Map<TopicPartition, OffsetAndMetadata> committed = reader.committed(queues, PATIENCE);
        Map<TopicPartition, Long> beginnings = reader.beginningOffsets(queues, PATIENCE);
        Map<TopicPartition, Long> retryBeginnings =
                reader.beginningOffsets(queues.stream().map(this::retriesOf).toList(), PATIENCE);
        Map<TopicPartition, TakeOver> found = new HashMap<>();
        for (TopicPartition queue : queues) {
            OffsetAndMetadata position = committed.get(queue);
            long beginning = beginnings.getOrDefault(queue, 0L);
            long retryBeginning = retryBeginnings.getOrDefault(retriesOf(queue), 0L);
            long retryPosition = position == null
                    ? retryBeginning
                    : Math.max(
                            retryBeginning, QueueNote.parse(position.metadata()).retryPosition());
            found.put(
                    queue,
                    new TakeOver(
                            position == null ? beginning : Math.max(beginning, position.offset()),
                            retryPosition,
                            new ArrayList<>()));
        }
        readCopies(reader, found, givenUp);
        return found;
    }

    private void readCopies(
            Consumer<byte[], byte[]> reader, Map<TopicPartition, TakeOver> found, BooleanSupplier givenUp) {
        List<TopicPartition> partitions =
                found.keySet().stream().map(this::retriesOf).toList();
        reader.assign(partitions);
        found.forEach((queue, takeOver) -> reader.seek(retriesOf(queue), takeOver.retryPosition()));
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions, PATIENCE);
        while (!givenUp.getAsBoolean()
                && ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey(), PATIENCE) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                found.forEach((queue, takeOver) -> {
                    if (queue.partition() == record.partition()) {
                        records.read(record)
                                .ifPresent(task -> takeOver.copies().add(new TakeOver.Copy(record.offset(), task)));
                    }
                });
            }
        }
    }

    private TopicPartition retriesOf(TopicPartition queue) {
        return new TopicPartition(retryTopic, queue.partition());
    }
}
