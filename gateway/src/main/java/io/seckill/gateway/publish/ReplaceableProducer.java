package io.seckill.gateway.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.KafkaClientOptions;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
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
        /** Shared with nobody, by a name of its own; where nobody else closes it, Vert.x does with itself. */
        private final KafkaProducer<byte[], byte[]> shared = KafkaProducer.createShared(
                vertx,
                "commands-" + UUID.randomUUID(),
                new KafkaClientOptions().setConfig(properties),
                byte[].class,
                byte[].class);

        /** Commands go straight to it: Vert.x's own {@code send} takes a worker thread, and a queue without a bound. */
        private final Producer<byte[], byte[]> producer = shared.unwrap();

        private final PromptFlush promptFlush = new PromptFlush(producer, linger);
        private final KafkaClientMetrics metrics = new KafkaClientMetrics(producer);

        private Life() {
            metrics.bindTo(registry);
        }

        Producer<byte[], byte[]> producer() {
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
                producer.close(timeout); // Vert.x's own knows no timeout
                shared.close().onFailure(e -> log.warn("a producer did not close in good order", e));
            }
        }
    }

    private final Vertx vertx;
    private final Map<String, Object> properties;
    private final Duration linger;
    private final String topic;
    private final MeterRegistry registry;
    private volatile Life current; // written under the lock
    private volatile boolean usable = true; // written under the lock
    private volatile boolean closed; // written under the lock

    /** Makes producers of {@code properties}, which linger for {@code linger}, for {@code topic}. */
    ReplaceableProducer(
            Vertx vertx, Map<String, Object> properties, Duration linger, String topic, MeterRegistry registry) {
        this.vertx = vertx;
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

    /** Completes once it knows the topic, so that the first append need not wait for it. */
    Future<Void> warmUp() {
        return warm(current);
    }

    private Future<Void> warm(Life life) {
        Promise<Void> warm = Promise.promise();
        look(life, warm);
        return warm.future();
    }

    /** By one promise: futures nested in each other would overflow the stack when the last one ends. */
    private void look(Life life, Promise<Void> warm) {
        if (closed || life.knows(1)) {
            warm.complete();
        } else {
            vertx.setTimer(WARM_UP_POLL_MILLIS, again -> look(life, warm));
        }
    }

    /** Has another one take the place of {@code broken}, for {@code why}; returns at once. */
    synchronized void replace(Life broken, RuntimeException why) {
        if (broken == current && usable) {
            usable = false;
            log.error("the producer broke for good; purchases are refused until another one has taken its place", why);
            // Its records are given up before any new one leaves: they must not be appended behind it.
            blocking(() -> broken.close(Duration.ZERO))
                    .onFailure(e -> log.warn("the producer that broke did not close in good order", e))
                    .onComplete(gone -> makeAnother());
        }
    }

    private void makeAnother() {
        vertx.timer(REST_MILLIS)
                .compose(rested -> vertx.executeBlocking(Life::new, false))
                .compose(next -> warm(next).compose(warm -> blocking(() -> take(next))))
                .onFailure(e -> {
                    // What broke the last one may keep the next one from being made; the sale would stand still for
                    // good.
                    if (!closed) {
                        log.error("no other producer could be made; it is tried again", e);
                        makeAnother();
                    }
                });
    }

    private Future<Void> blocking(Runnable work) {
        return vertx.executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                false);
    }

    private synchronized void take(Life next) {
        if (closed) {
            next.close(Duration.ZERO);
        } else {
            current = next;
            usable = true;
            log.info("another producer has taken the place of the one that broke");
        }
    }

    /** Sends what is buffered and disconnects; blocks for at most {@code timeout}. */
    synchronized void close(Duration timeout) {
        closed = true;
        usable = false;
        current.close(timeout);
    }
}
