package io.seckill.layout;

import io.seckill.kafka.TopicFollower;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the layout, and follows it on a thread of its own. Opened and closed by one thread; asked by any. */
public final class LayoutWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Map<String, Object> consuming;
    private final String topic;
    private @Nullable TopicFollower follower; // of the opener
    private volatile @Nullable Layout layout; // written by the opener first, then by the follower

    /** A watch of {@code topic} by a consumer with the properties {@code consuming}, {@link LayoutLog#consuming} among them. */
    public LayoutWatch(Map<String, Object> consuming, String topic) {
        this.consuming = consuming;
        this.topic = topic;
    }

    /**
     * Reads the layout, and begins to follow it, unless that was done before. Blocks.
     *
     * @throws IllegalStateException where there is none
     * @throws KafkaException where the cluster cannot be read; it may be tried again, as above
     */
    public void open() {
        if (follower != null) {
            return;
        }
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        LayoutView view = new LayoutView();
        TopicFollower opening =
                new TopicFollower(consumer, topic, POLL, "seckill-slots-watch", record -> take(view, record));
        try {
            opening.catchUp(LayoutView.TIMEOUT);
            layout();
        } catch (KafkaException | IllegalStateException e) {
            opening.close();
            throw e;
        }
        opening.start();
        follower = opening;
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

    /** Ends it; blocks until the thread has ended. */
    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
