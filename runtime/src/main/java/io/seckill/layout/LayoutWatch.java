package io.seckill.layout;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the layout, and follows it on a thread of its own. Opened and closed by one thread; asked by any. */
public final class LayoutWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LayoutWatch.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofSeconds(5);

    private final Map<String, Object> consuming;
    private final String topic;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer; // of the opener, who closes it by waking the thread
    private @Nullable Thread thread; // of the opener
    private volatile @Nullable Layout layout; // written by the opener first, then by the thread
    private volatile boolean closed;
    private final CountDownLatch end = new CountDownLatch(1);

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
        if (thread != null) {
            return;
        }
        KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        LayoutView view;
        try {
            view = LayoutView.read(reader, topic);
            layout = view.layout();
            layout();
        } catch (KafkaException | IllegalStateException e) {
            reader.close(CloseOptions.timeout(Duration.ZERO));
            throw e;
        }
        Thread follower = new Thread(() -> follow(reader, view), "seckill-slots-watch");
        follower.setDaemon(true);
        follower.start();
        consumer = reader;
        thread = follower;
    }

    private void follow(KafkaConsumer<byte[], byte[]> reader, LayoutView view) {
        try {
            while (!closed) {
                followOn(reader, view);
            }
        } catch (WakeupException | InterruptedException e) {
            log.debug("told to end", e);
        } finally {
            reader.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void followOn(KafkaConsumer<byte[], byte[]> reader, LayoutView view) throws InterruptedException {
        try {
            for (var record : reader.poll(POLL)) {
                if (view.take(record)) {
                    layout = view.layout();
                }
            }
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever it is, this thread must not die of it: the layout would be old for ever.
            log.warn("following the layout failed, going on in {} s", REST.toSeconds(), e);
            boolean ended = end.await(REST.toMillis(), TimeUnit.MILLISECONDS);
            log.debug("rest over, cut short by the end: {}", ended);
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
        closed = true;
        end.countDown();
        KafkaConsumer<byte[], byte[]> reader = consumer;
        Thread follower = thread;
        if (reader == null || follower == null) {
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
