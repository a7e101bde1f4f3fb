package io.seckill.layout;

import io.seckill.process.Causes;
import io.seckill.process.EventLoops;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

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

    /** Of daemons, as a producer's own thread is: one that nobody closes must not keep its process alive. */
    private final Vertx vertx = Vertx.vertx(EventLoops.options(1).setUseDaemonThread(true));

    private @Nullable LayoutWatch watch; // of the one who configures and closes

    /**
     * Reads the layout; blocks.
     *
     * @throws ConfigException where there is none
     * @throws KafkaException where the cluster cannot be read
     */
    @Override
    public void configure(Map<String, ?> producer) {
        Object named = producer.get(TOPIC);
        LayoutWatch opening =
                new LayoutWatch(vertx, consuming(producer), named == null ? "seckill.slots" : named.toString());
        try {
            opening.open().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof KafkaException unread ? unread : new ConfigException(Causes.inOneLine(e));
        }
        watch = opening;
    }

    private static Map<String, Object> consuming(Map<String, ?> producer) {
        Map<String, Object> own = new HashMap<>(producer);
        own.keySet().retainAll(ConsumerConfig.configNames());
        own.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        own.putAll(LayoutLog.consuming(producer.get(ConsumerConfig.CLIENT_ID_CONFIG) + "-slots"));
        return own;
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
        LayoutWatch layouts = watch;
        if (keyBytes == null || layouts == null) {
            throw new IllegalArgumentException("a command's record needs its ordering key");
        }
        return layouts.layout().routing().queueOf(keyBytes);
    }

    @Override
    public void close() {
        vertx.close();
    }
}
