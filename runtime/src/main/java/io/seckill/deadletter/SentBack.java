package io.seckill.deadletter;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Which letters were sent back. Marks in their own partition say so, which live as long as any letter before them: the broker
 * forgets a group's position when nobody has used it for a week. For one thread; takes a bit for each letter.
 */
final class SentBack {
    /** Header of a mark, which is no letter and has no value: the offsets of letters of its partition, with commas. */
    private static final String OFFSETS = "sent-back";

    private static final Pattern LIST = Pattern.compile("\\d{1,18}(,\\d{1,18})*+");

    private final Map<Integer, Long> first = new HashMap<>(); // by queue
    private final Map<Integer, BitSet> marked = new HashMap<>();

    /** None so far; it will know of those from {@code first} on, in each partition. */
    SentBack(Map<TopicPartition, Long> first) {
        first.forEach((partition, offset) -> this.first.put(partition.partition(), offset));
    }

    /** What says that the letters at {@code offsets} of {@code partition} were sent back. */
    static ProducerRecord<byte[], byte[]> mark(TopicPartition partition, List<Long> offsets) {
        String list = offsets.stream().map(String::valueOf).collect(Collectors.joining(","));
        return new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                null,
                null,
                null,
                new RecordHeaders(List.of(LetterHeaders.of(OFFSETS, list))));
    }

    /** Whether {@code record} is a mark, and no letter. */
    static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null
                && LIST.matcher(LetterHeaders.text(record, OFFSETS)).matches();
    }

    /** Learns what {@code record} says, where it is a mark. */
    void read(ConsumerRecord<byte[], byte[]> record) {
        if (!isMark(record)) {
            return;
        }
        long from = first.getOrDefault(record.partition(), 0L);
        BitSet bits = marked.computeIfAbsent(record.partition(), none -> new BitSet());
        for (String each : LetterHeaders.text(record, OFFSETS).split(",", -1)) {
            long offset = Long.parseLong(each);
            // A mark stands behind its letters: a forged one must not take memory for letters that will never be.
            if (offset >= from && offset < record.offset()) {
                bits.set(Math.toIntExact(offset - from));
            }
        }
    }

    /** Whether {@code letter} was sent back. */
    boolean has(Letter letter) {
        BitSet bits = marked.get(letter.queue());
        long from = first.getOrDefault(letter.queue(), 0L);
        return bits != null && letter.offset() >= from && bits.get(Math.toIntExact(letter.offset() - from));
    }
}
