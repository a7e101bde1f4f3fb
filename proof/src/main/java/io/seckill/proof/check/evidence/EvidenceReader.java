package io.seckill.proof.check.evidence;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import io.seckill.kafka.TopicTail;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topics, committed records only, from their beginnings to their ends. */
public final class EvidenceReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EvidenceReader.class);
    private static final String EVENTS = "events";

    /** A transaction that was left open holds readers up for as long; then something hangs. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Map<String, Parser<? extends Message>> TOPICS = topics();

    private final String prefix;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaConsumer<byte[], byte[]> uncommitted; // knows the ends of what is not committed yet

    private EvidenceReader(String bootstrapServers, String prefix) {
        this.prefix = prefix;
        this.consumer = consumer(bootstrapServers, "read_committed");
        this.uncommitted = consumer(bootstrapServers, "read_uncommitted");
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        isolation,
                        "fetch.max.wait.ms",
                        10,
                        "allow.auto.create.topics",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Map<String, Parser<? extends Message>> topics() {
        Map<String, Parser<? extends Message>> topics = new LinkedHashMap<>();
        topics.put("requests", Command.parser());
        topics.put("requests.retry", Command.parser());
        topics.put("requests.dlq", Command.parser());
        topics.put("orders", LedgerRecord.parser());
        topics.put("items", Item.parser());
        return topics;
    }

    /**
     * All records of the topics whose names begin with {@code prefix}, those of a partition in their order; topics that
     * there are not are left out. Of one that cannot be read to its end a last entry says why. Blocks.
     *
     * @throws KafkaException where the cluster does not say which topics there are
     */
    public static List<TopicRecord> read(String bootstrapServers, String prefix) {
        try (EvidenceReader reader = new EvidenceReader(bootstrapServers, prefix)) {
            List<TopicRecord> records = new ArrayList<>();
            Map<String, List<PartitionInfo>> there = reader.consumer.listTopics(SILENCE);
            for (String topic : TOPICS.keySet()) {
                reader.readOrSay(topic, reader.partitions(topic, there), records);
            }
            reader.readOrSay(EVENTS, reader.partitions(EVENTS, there), records);
            return records;
        }
    }

    @Override
    public void close() {
        consumer.close();
        uncommitted.close();
    }

    private List<TopicPartition> partitions(String topic, Map<String, List<PartitionInfo>> there) {
        return there.getOrDefault(prefix + '.' + topic, List.of()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void readOrSay(String topic, List<TopicPartition> partitions, List<TopicRecord> records) {
        try {
            read(topic, partitions, records);
        } catch (KafkaException | IllegalStateException unreadable) {
            log.warn("{} cannot be read to its end: {}", topic, unreadable.getMessage());
            records.add(TopicRecord.trouble(topic, String.valueOf(unreadable.getMessage())));
        }
    }

    /** To the ends of all that was begun: a transaction is committed before its records can be read. */
    private void read(String topic, List<TopicPartition> partitions, List<TopicRecord> records) {
        if (partitions.isEmpty()) {
            return;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        TopicTail.read(
                consumer,
                uncommitted.endOffsets(partitions, SILENCE),
                SILENCE,
                () -> false,
                polled -> polled.forEach(record -> records.add(of(topic, record))));
    }

    private static TopicRecord of(String topic, ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return new TopicRecord(
                topic,
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key() == null ? "" : text(record.key()),
                headers,
                record.value() == null ? null : text(topic, record.value()));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** None but our own processes write here, so what cannot be read is a find by itself. */
    private static String text(String topic, byte[] value) {
        Parser<? extends Message> parser = TOPICS.get(topic);
        if (parser == null) {
            return text(value);
        }
        try {
            return TextFormat.printer().emittingSingleLine(true).printToString(parser.parseFrom(value));
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException("a record of " + topic + " cannot be read", unreadable);
        }
    }
}
