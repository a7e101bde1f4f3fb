package io.seckill.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.contract.Limits;
import io.seckill.v1.Command;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The latest dead letters, read anew each time. Immutable. */
public final class DeadLetters {
    /** Header of a letter: why it was given up. */
    public static final String REASON = "reason";

    /** Header of a letter: its offset in the queue that it came from. */
    public static final String ORIGIN_OFFSET = "origin-offset";

    /** Header of a mark, which is no letter and has no value: those of its partition before this offset were sent back. */
    public static final String SENT_BACK_UP_TO = "sent-back-up-to";

    /** Records of each queue that are read: what an operator can look through. */
    private static final int LATEST = 100;

    /** What is fetched at once: a letter may have half a million bytes, and is done with once it has been looked at. */
    private static final int FETCH_BYTES = 1024 * 1024;

    private final KafkaSettings kafka;
    private final String topic;

    /** Those in {@code topic} of the cluster of {@code kafka}. */
    public DeadLetters(KafkaSettings kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    /**
     * One letter.
     *
     * @param queue the queue that it came from
     * @param offset where it is among the dead letters of that queue
     * @param originOffset its offset in the queue itself; empty where its backend does not say so
     * @param givenUpAt when it was written
     * @param item the item that it is about; empty where it is no command
     * @param reason why it was given up
     */
    public record Letter(int queue, long offset, String originOffset, Instant givenUpAt, String item, String reason) {}

    /**
     * What is there.
     *
     * @param letters the latest of each queue, the newest first
     * @param sentBackUpTo of a queue, before which offset its letters were sent back
     */
    public record Found(List<Letter> letters, Map<Integer, Long> sentBackUpTo) {
        /** Whether {@code letter} was sent back into its queue. */
        public boolean wasSentBack(Letter letter) {
            return letter.offset() < sentBackUpTo.getOrDefault(letter.queue(), 0L);
        }
    }

    /** Reads the latest. Blocks; throws {@link KafkaException} where the cluster cannot be read. */
    public Found read() {
        Map<String, Object> properties = kafka.asking(Map.of(
                "client.id",
                "seckill-dead-letters",
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "isolation.level",
                "read_committed",
                "fetch.max.bytes",
                FETCH_BYTES,
                "max.partition.fetch.bytes",
                FETCH_BYTES));
        List<Letter> letters = new ArrayList<>();
        Map<Integer, Long> sentBackUpTo = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicTail.read(
                    consumer,
                    startAtLatest(consumer),
                    KafkaSettings.API_TIMEOUT,
                    () -> false,
                    records -> records.forEach(record -> {
                        String mark = text(record, SENT_BACK_UP_TO);
                        if (mark.isEmpty()) {
                            letters.add(letter(record));
                        } else {
                            sentBackUpTo.merge(record.partition(), Long.valueOf(mark), Math::max);
                        }
                    }));
        }
        letters.sort(Comparator.comparing(Letter::givenUpAt).reversed());
        return new Found(letters, sentBackUpTo);
    }

    /** Has {@code consumer} read the latest of each queue next; returns where they end. */
    private Map<TopicPartition, Long> startAtLatest(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions).forEach((partition, first) -> {
            long end = ends.getOrDefault(partition, first);
            consumer.seek(partition, Math.max(first, end - LATEST));
        });
        return ends;
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        return new Letter(
                record.partition(),
                record.offset(),
                text(record, ORIGIN_OFFSET),
                Instant.ofEpochMilli(record.timestamp()),
                itemOf(record.value()),
                text(record, REASON));
    }

    /** Whoever may write commands may write anything. */
    private static String itemOf(byte @Nullable [] value) {
        try {
            String item = value == null ? "" : Command.parseFrom(value).getItemId();
            return Limits.isItemId(item) ? item : "";
        } catch (InvalidProtocolBufferException noCommand) {
            return "";
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
