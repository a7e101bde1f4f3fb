package io.seckill.layout;

import io.seckill.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Reads and writes the topic seckill.slots, which has one partition. Every call blocks; for one thread. */
public final class LayoutLog implements AutoCloseable {
    private static final int WRITE_TIMEOUT_MS = 15_000;

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final LayoutView view = new LayoutView();

    /** Opens {@code topic} on the cluster {@code kafka}; clients are named {@code clientId}. */
    public LayoutLog(KafkaSettings kafka, String topic, String clientId) {
        this.partition = new TopicPartition(topic, 0);
        this.consumer = new KafkaConsumer<>(
                kafka.asking(consuming(clientId)), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(KafkaSettings.REQUEST_TIMEOUT.toMillis()),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        WRITE_TIMEOUT_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        WRITE_TIMEOUT_MS)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** How a consumer of the topic is set: without a group, from the beginning. */
    public static Map<String, Object> consuming(String clientId) {
        return Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, clientId,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    }

    /**
     * Reads on, up to what is the topic's end now.
     *
     * @return all that is known then; the same object at each call
     * @throws KafkaException where the cluster cannot be read
     */
    public LayoutView read() {
        view.readOn(consumer, partition, LayoutView.TIMEOUT);
        return view;
    }

    /** Writes {@code layout}, durably, whatever stands there; where and when, by the log's time. */
    public RecordMetadata write(Layout layout) {
        return write(LayoutView.LAYOUT, layout.record().toByteArray());
    }

    /**
     * What came of a layout that was written.
     *
     * @param standing the one that counts
     * @param counts whether it is the one that was written
     */
    public record Appended(Layout standing, boolean counts) {}

    /**
     * Writes {@code layout}, durably, and reads what counts then. Where that is somebody else's, it is written once more: the
     * latest record of a key is the one that compaction leaves.
     */
    public Appended append(Layout layout) {
        long offset = write(layout).offset();
        Layout standing = read().layout();
        if (standing == null) {
            throw new IllegalStateException(partition.topic() + " does not hold what was written to it");
        }
        boolean counts = view.layoutOffset() == offset;
        if (!counts) {
            write(standing);
        }
        return new Appended(standing, counts);
    }

    /**
     * Writes any record, durably; where and when, by the log's time.
     *
     * @throws KafkaException where it is not known to be written
     */
    public RecordMetadata write(String key, byte @Nullable [] value) {
        var row = new ProducerRecord<>(partition.topic(), 0, key.getBytes(StandardCharsets.UTF_8), value);
        try {
            return producer.send(row).get();
        } catch (ExecutionException e) {
            throw new KafkaException(partition.topic() + " cannot be written", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** How many partitions {@code topic} has. */
    int partitions(String topic) {
        return consumer.partitionsFor(topic).size();
    }

    /** Whether anything was ever written to {@code topic}. */
    boolean isUsed(String topic) {
        List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        return consumer.endOffsets(all).values().stream().anyMatch(end -> end > 0);
    }

    @Override
    public void close() {
        // Nothing is under way: each call has waited for its end.
        producer.close(Duration.ZERO);
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
