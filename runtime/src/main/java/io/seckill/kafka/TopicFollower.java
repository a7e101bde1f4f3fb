package io.seckill.kafka;

import io.seckill.process.Causes;
import io.seckill.process.RepeatedTrouble;
import io.seckill.settings.SettingsException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.KafkaClientOptions;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic of one partition from its beginning, without a group. A worker verticle: what it reads costs no event loop.
 *
 * <p>It asks for each poll itself, and for the position before the next one: that is exact. A batch handler would hear nothing of
 * a poll that passed only the marks of transactions. Whatever fails is tried again after a rest.
 */
public final class TopicFollower extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final long REST_MILLIS = 500;

    /** What a follower does; all of it is called on the follower's context. */
    public interface Reader {
        /** Before each poll. */
        default void turn() {}

        /** The next record. One for which this throws is reported and passed over: the next may be sound. */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** All before {@code position} is taken, marks of transactions included. */
        default void reached(long position) {}
    }

    private final Map<String, Object> consuming;
    private final TopicPartition partition;
    private final Duration poll;
    private final Reader reader;
    private final Promise<Void> ended = Promise.promise();
    private final RepeatedTrouble trouble = new RepeatedTrouble(System::nanoTime); // of the follower's context
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer; // once started
    private volatile boolean closed;

    /**
     * A follower of {@code topic}; {@link #follow} starts it.
     *
     * @param consuming the consumer's properties
     * @param poll between two turns of {@code reader}, where no record comes
     */
    public TopicFollower(Map<String, Object> consuming, String topic, Duration poll, Reader reader) {
        this.consuming = consuming;
        this.partition = new TopicPartition(topic, 0);
        this.poll = poll;
        this.reader = reader;
    }

    /** Follows from now on, until {@code vertx} closes; fails with {@link SettingsException} where Kafka refuses the properties. */
    public Future<Void> follow(Vertx vertx) {
        return vertx.deployVerticle(this, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .mapEmpty();
    }

    @Override
    public Future<?> start() {
        KafkaConsumer<byte[], byte[]> made;
        try {
            made = KafkaConsumer.create(
                    vertx, new KafkaClientOptions().setConfig(consuming), byte[].class, byte[].class);
        } catch (KafkaException refused) {
            return Future.failedFuture(new SettingsException(
                    "the consumer of " + partition.getTopic() + ": " + Causes.inOneLine(refused), refused));
        }
        consumer = made;
        return made.assign(partition)
                .compose(assigned -> made.seekToBeginning(partition))
                .onSuccess(begun -> turn(made));
    }

    private void turn(KafkaConsumer<byte[], byte[]> from) {
        if (closed) {
            // There is nothing to hand over, and a broker that is gone would hold up the stop.
            from.unwrap().close(CloseOptions.timeout(Duration.ZERO));
            ended.complete();
            return;
        }
        Future.succeededFuture()
                .compose(due -> {
                    reader.turn();
                    return from.poll(poll);
                })
                .compose(polled -> {
                    polled.records().forEach(this::take);
                    return from.position(partition);
                })
                .map(position -> {
                    reader.reached(position);
                    return position;
                })
                .onComplete((position, failure) -> goOn(from, failure));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            reader.take(record);
        } catch (RuntimeException e) {
            log.error("{} at {} could not be taken, and is passed over", partition.getTopic(), record.offset(), e);
        }
    }

    private void goOn(KafkaConsumer<byte[], byte[]> from, @Nullable Throwable failure) {
        if (failure == null) {
            trouble.over();
        }
        if (failure == null || failure instanceof WakeupException || closed) {
            turn(from);
        } else {
            String reason = Causes.inOneLine(failure);
            if (trouble.isNews(reason)) {
                log.warn("following {} failed; it goes on by itself: {}", partition.getTopic(), reason);
            }
            // A broker that refuses at once is not asked without end.
            vertx.timer(REST_MILLIS).onComplete(rested -> turn(from));
        }
    }

    /** Has the next turn come now. For any thread. */
    public void wakeUp() {
        KafkaConsumer<byte[], byte[]> started = consumer;
        if (started != null) {
            started.unwrap().wakeup();
        }
    }

    /** Ends it, where that must be before Vert.x closes. */
    public Future<Void> close() {
        return consumer == null ? Future.succeededFuture() : vertx.undeploy(context.deploymentID());
    }

    @Override
    public Future<?> stop() {
        closed = true;
        wakeUp();
        return ended.future();
    }
}
