package io.seckill.gateway.catalogue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.kafka.KafkaSettings;
import io.seckill.v1.Item;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the items topic, which has one partition, without a group: every gateway reads it whole, on a thread of its own.
 *
 * <p>What it has reached is the consumer's position, which also passes the marks of transactions; the offset of the last
 * record does not.
 */
public final class CatalogueFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CatalogueFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long REST_MILLIS = 500;

    /** A broker that vanished must not keep the edge silent for half a minute, as it would by default. */
    private static final int REQUEST_TIMEOUT_MILLIS = 5_000;

    private final KafkaConsumer<byte[], byte[]> consumer; // of the thread, once started
    private final TopicPartition partition;
    private final Catalogue catalogue;
    private final Freshness freshness;
    private final Thread thread = new Thread(this::follow, "seckill-items");
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Makes a follower of {@code topic} that keeps {@code catalogue} and says how far it is to {@code freshness}. */
    public CatalogueFollower(KafkaSettings kafka, String topic, Catalogue catalogue, Freshness freshness) {
        this.catalogue = catalogue;
        this.freshness = freshness;
        this.partition = new TopicPartition(topic, 0);
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS,
                        ConsumerConfig.CLIENT_ID_CONFIG, "seckill-gateway-items")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    /** Starts reading at the topic's beginning. */
    public void start() {
        thread.start();
    }

    /** Stops reading; blocks until that is done. */
    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (closed.getCount() > 0) {
                poll();
            }
        } finally {
            // There is nothing to hand over, and a broker that is gone would hold up the stop.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void poll() {
        try {
            consumer.poll(POLL).forEach(this::take);
            freshness.reached(consumer.position(partition));
        } catch (WakeupException | InterruptException e) {
            closed.countDown();
        } catch (KafkaException e) {
            log.warn("reading the items failed; it goes on by itself", e);
            rest();
        }
    }

    /** A broker that refuses at once shall not be asked without end; a stop does not wait for this. */
    private void rest() {
        try {
            boolean stopped = closed.await(REST_MILLIS, TimeUnit.MILLISECONDS);
            log.debug("rested after a failure; {}", stopped ? "stopping" : "reading on");
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> row) {
        if (row.value() == null) {
            return;
        }
        try {
            catalogue.update(Item.parseFrom(row.value()));
        } catch (InvalidProtocolBufferException e) {
            log.warn("skipped an unreadable item at {} offset {}", row.topic(), row.offset());
        }
    }
}
