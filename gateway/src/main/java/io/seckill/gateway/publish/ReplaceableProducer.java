package io.seckill.gateway.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producer of commands. One that breaks for good is closed, and another one takes its place.
 *
 * <p>An idempotent producer does so when a broker denies it its id or its rights: from then on each {@code send} throws.
 */
final class ReplaceableProducer {
    private static final Logger log = LoggerFactory.getLogger(ReplaceableProducer.class);
    private static final long WARM_UP_POLL_MILLIS = 50;

    /** Before the next one is tried: what broke the last one may last. */
    private static final long REST_MILLIS = 1_000;

    /** One producer and what goes with it. */
    final class Life {
        private final KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        private final PromptFlush promptFlush = new PromptFlush(producer, linger);
        private final KafkaClientMetrics metrics = new KafkaClientMetrics(producer);

        private Life() {
            metrics.bindTo(registry);
        }

        KafkaProducer<byte[], byte[]> producer() {
            return producer;
        }

        PromptFlush promptFlush() {
            return promptFlush;
        }

        /** Whether the topic is known, with {@code queues} queues at least; if not, it is asked for in the background. */
        private boolean knows(int queues) {
            try {
                return producer.partitionsFor(topic).size() >= queues;
            } catch (KafkaException | IllegalStateException notYet) {
                // It is not there, or denied, or the producer is closed: each may be over the next time.
                log.debug("topic {} is not known", topic, notYet);
                return false;
            }
        }

        private void close(Duration timeout) {
            try {
                metrics.close();
                promptFlush.close();
            } finally {
                producer.close(timeout);
            }
        }
    }

    private final Map<String, Object> properties;
    private final Duration linger;
    private final String topic;
    private final MeterRegistry registry;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Life current; // written under the lock
    private volatile boolean usable = true; // written under the lock

    /** Makes producers of {@code properties}, which linger for {@code linger}, for {@code topic}. */
    ReplaceableProducer(Map<String, Object> properties, Duration linger, String topic, MeterRegistry registry) {
        this.properties = properties;
        this.linger = linger;
        this.topic = topic;
        this.registry = registry;
        this.current = new Life();
    }

    /** The one in use. */
    Life current() {
        return current;
    }

    /** Whether it can be used; false while a broken one is replaced, and after the end. */
    boolean isUsable() {
        return usable;
    }

    /** Whether it knows that there are {@code queues} queues. */
    boolean knows(int queues) {
        return current.knows(queues);
    }

    /** Has another one take the place of {@code broken}, for {@code why}; returns at once. */
    synchronized void replace(Life broken, RuntimeException why) {
        if (broken == current && usable && closed.getCount() > 0) {
            usable = false;
            log.error("the producer broke for good; purchases are refused until another one has taken its place", why);
            Thread thread = new Thread(() -> replace(broken), "seckill-producer");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void replace(Life broken) {
        try {
            // Its records are given up before any new one leaves: they must not be appended behind it.
            broken.close(Duration.ZERO);
        } catch (RuntimeException e) {
            log.warn("the producer that broke did not close in good order", e);
        }
        boolean replaced = false;
        while (!replaced && !isClosedWithin(REST_MILLIS)) {
            try {
                take(warmLife());
                replaced = true;
            } catch (RuntimeException e) {
                // What broke the last one may keep the next one from being made; the sale would stand still for good.
                log.error("no other producer could be made; it is tried again", e);
            }
        }
    }

    private Life warmLife() {
        Life next = new Life();
        boolean over = false;
        while (!over && !next.knows(1)) {
            over = isClosedWithin(WARM_UP_POLL_MILLIS);
        }
        return next;
    }

    private boolean isClosedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private synchronized void take(Life next) {
        if (closed.getCount() > 0) {
            current = next;
            usable = true;
            log.info("another producer has taken the place of the one that broke");
        } else {
            next.close(Duration.ZERO);
        }
    }

    /** Sends what is buffered and disconnects; blocks for at most {@code timeout}. */
    synchronized void close(Duration timeout) {
        closed.countDown();
        usable = false;
        current.close(timeout);
    }
}
