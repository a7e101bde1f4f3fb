package io.seckill.deadletter;

import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.TopicTail;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The latest dead letters, read anew each time. Immutable. */
public final class DeadLetters {
    /** Letters of each queue: what an operator can look through. */
    private static final int LATEST = 100;

    /** Records of each queue that are read: each redrive writes marks among the letters. */
    private static final int READ = 1_000;

    private final KafkaSettings kafka;
    private final LetterReader reader;

    /** Those of {@code topics} of the cluster of {@code kafka}. */
    public DeadLetters(KafkaSettings kafka, TopicSettings topics) {
        this.kafka = kafka;
        this.reader = new LetterReader(topics);
    }

    /** A letter, and whether it was sent back into its queue. */
    public record Found(Letter letter, boolean sentBack) {}

    /** Reads the latest of each queue, the newest first. Blocks; throws {@link KafkaException} where the cluster cannot be read. */
    public List<Found> read() {
        try (Consumer<byte[], byte[]> consumer = LetterReader.open(kafka, "seckill-dead-letters")) {
            List<TopicPartition> partitions = reader.partitions(consumer);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> first = new HashMap<>(consumer.beginningOffsets(partitions));
            first.replaceAll((partition, beginning) -> Math.max(beginning, ends.getOrDefault(partition, 0L) - READ));
            first.forEach(consumer::seek);
            SentBack sentBack = new SentBack(first);
            Map<Integer, Deque<Letter>> letters = new HashMap<>(); // by queue
            TopicTail.read(
                    consumer,
                    ends,
                    KafkaSettings.API_TIMEOUT,
                    () -> false,
                    records -> records.forEach(record -> take(record, letters, sentBack)));
            return letters.values().stream()
                    .flatMap(Deque::stream)
                    .sorted(Comparator.comparing(Letter::givenUpAt).reversed())
                    .map(letter -> new Found(letter, sentBack.has(letter)))
                    .toList();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Map<Integer, Deque<Letter>> letters, SentBack sentBack) {
        if (SentBack.isMark(record)) {
            sentBack.read(record);
        } else {
            Deque<Letter> latest = letters.computeIfAbsent(record.partition(), none -> new ArrayDeque<>());
            latest.add(reader.letter(record));
            if (latest.size() > LATEST) {
                latest.remove();
            }
        }
    }
}
