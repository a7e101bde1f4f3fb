package io.seckill.layout;

import io.seckill.kafka.TopicFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the layout, and follows it until Vert.x closes. Opened by one thread; asked by any. */
public final class LayoutWatch {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Map<String, Object> consuming;
    private final String topic;
    private volatile @Nullable Layout layout; // written when it is read first, then by the follower

    /** A watch of {@code topic} by consumers with the properties {@code consuming}, {@link LayoutLog#consuming} among them. */
    public LayoutWatch(Vertx vertx, Map<String, Object> consuming, String topic) {
        this.vertx = vertx;
        this.consuming = consuming;
        this.topic = topic;
    }

    /**
     * Reads the layout, and begins to follow it, unless that was done before.
     *
     * @return fails with {@link IllegalStateException} where there is none, with {@link org.apache.kafka.common.KafkaException}
     *     where the cluster cannot be read; it may be tried again
     */
    public Future<Void> open() {
        if (layout != null) {
            return Future.succeededFuture();
        }
        // What the follower reads a second time does not follow what this view knows.
        return vertx.executeBlocking(this::read)
                .compose(view -> new TopicFollower(consuming, topic, POLL, record -> take(view, record)).follow(vertx));
    }

    private LayoutView read() {
        try (var consumer = new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            LayoutView view = LayoutView.read(consumer, topic);
            layout = view.layout();
            layout();
            return view;
        }
    }

    private void take(LayoutView view, ConsumerRecord<byte[], byte[]> record) {
        if (view.take(record)) {
            layout = view.layout();
        }
    }

    /**
     * The layout as it was read last.
     *
     * @throws IllegalStateException before it is open
     */
    public Layout layout() {
        Layout known = layout;
        if (known == null) {
            throw new IllegalStateException("the topic " + topic + " holds no layout, or was not read");
        }
        return known;
    }
}
