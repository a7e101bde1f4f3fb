package io.seckill.gateway.catalogue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.kafka.KafkaSettings;
import io.seckill.v1.Item;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the items topic, which has one partition, without a group: every gateway reads it whole. */
public final class CatalogueFollower {
    private static final Logger log = LoggerFactory.getLogger(CatalogueFollower.class);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Catalogue catalogue;

    /** Makes a follower of {@code topic} that keeps {@code catalogue}. */
    public CatalogueFollower(Vertx vertx, KafkaSettings kafka, String topic, Catalogue catalogue) {
        this.catalogue = catalogue;
        this.partition = new TopicPartition(topic, 0);
        Map<String, Object> properties = kafka.with(Map.of(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName(),
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false",
                // Statuses are part of the transactions that decide: one that a former owner wrote too late is aborted.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                "500",
                ConsumerConfig.CLIENT_ID_CONFIG,
                "seckill-gateway-items"));
        this.consumer = KafkaConsumer.create(
                vertx,
                properties.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))));
    }

    /** Starts reading; completes when it reads from the topic's beginning. */
    public Future<Void> start() {
        consumer.handler(this::take);
        consumer.exceptionHandler(broken -> log.warn("reading the items failed; it goes on by itself", broken));
        return consumer.assign(partition).compose(assigned -> consumer.seekToBeginning(partition));
    }

    /** Stops reading. */
    public Future<Void> close() {
        return consumer.close();
    }

    private void take(KafkaConsumerRecord<byte[], byte[]> row) {
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
