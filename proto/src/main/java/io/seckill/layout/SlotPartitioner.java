package io.seckill.layout;

import io.seckill.slots.Routing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the records of anybody's producer to the queues that the gateways send to:
 * {@code partitioner.class=io.seckill.layout.SlotPartitioner}.
 *
 * <p>It reads the layout with the producer's own connection settings before the first record, and follows it. A record
 * that is sent by an old table while queues are being added is answered MOVED by the backend, and may be sent again.
 */
public final class SlotPartitioner implements Partitioner {
    /** The producer's property that names the topic; {@code seckill.slots} where it is not set. */
    public static final String TOPIC = "seckill.slots.topic";

    private static final Logger log = LoggerFactory.getLogger(SlotPartitioner.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final LayoutView view = new LayoutView(); // of configure, then of the thread
    private @Nullable KafkaConsumer<byte[], byte[]> consumer; // likewise
    private @Nullable Thread thread; // of the one who configures and closes
    private volatile boolean closed;
    private volatile @Nullable Routing routing; // written by whoever reads

    /**
     * Reads the layout; blocks.
     *
     * @throws ConfigException where there is none
     * @throws KafkaException where the cluster cannot be read
     */
    @Override
    public void configure(Map<String, ?> producer) {
        Object named = producer.get(TOPIC);
        TopicPartition partition = new TopicPartition(named == null ? "seckill.slots" : named.toString(), 0);
        KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(consuming(producer), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = reader;
        reader.assign(List.of(partition));
        reader.seekToBeginning(List.of(partition));
        long end = reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (reader.position(partition) < end) {
            read(reader);
        }
        if (routing == null) {
            throw new ConfigException("the topic " + partition.topic() + " holds no layout");
        }
        Thread follower = new Thread(() -> follow(reader), "seckill-slots-partitioner");
        follower.setDaemon(true);
        follower.start();
        thread = follower;
    }

    private static Map<String, Object> consuming(Map<String, ?> producer) {
        Map<String, Object> own = new HashMap<>(producer);
        own.keySet().retainAll(ConsumerConfig.configNames());
        own.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        own.putAll(LayoutLog.consuming(producer.get(ConsumerConfig.CLIENT_ID_CONFIG) + "-slots"));
        return own;
    }

    private void follow(KafkaConsumer<byte[], byte[]> reader) {
        while (!closed) {
            try {
                read(reader);
            } catch (WakeupException e) {
                log.debug("woken up");
            } catch (KafkaException e) {
                log.warn("following the layout failed; it goes on by itself", e);
            }
        }
        reader.close(CloseOptions.timeout(Duration.ZERO));
    }

    private void read(KafkaConsumer<byte[], byte[]> reader) {
        for (var record : reader.poll(POLL)) {
            Layout layout = view.take(record) ? view.layout() : null;
            if (layout != null) {
                routing = layout.routing();
            }
        }
    }

    /** The queue of the record; it must have a key. */
    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        Routing now = routing;
        if (keyBytes == null || now == null) {
            throw new IllegalArgumentException("a command's record needs its ordering key");
        }
        return now.queueOf(keyBytes);
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> reader = consumer;
        Thread follower = thread;
        if (reader == null) {
            return;
        }
        if (follower == null) {
            reader.close(CloseOptions.timeout(Duration.ZERO));
            return;
        }
        reader.wakeup();
        try {
            follower.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
