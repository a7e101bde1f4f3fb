package io.seckill.gateway.catalogue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicFollower;
import io.seckill.v1.Item;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the items topic whole, at every gateway, into a catalogue, and says how far it is. */
public final class CatalogueFollower implements TopicFollower.Reader {
    private static final Logger log = LoggerFactory.getLogger(CatalogueFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** A broker that vanished must not keep the edge silent for half a minute, as it would by default. */
    private static final int REQUEST_TIMEOUT_MILLIS = 5_000;

    private final Catalogue catalogue;
    private final Freshness freshness;

    private CatalogueFollower(Catalogue catalogue, Freshness freshness) {
        this.catalogue = catalogue;
        this.freshness = freshness;
    }

    /** Makes a follower of {@code topic} that keeps {@code catalogue} and says how far it is to {@code freshness}. */
    public static TopicFollower of(KafkaSettings kafka, String topic, Catalogue catalogue, Freshness freshness) {
        Map<String, Object> consuming = kafka.with(Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS,
                ConsumerConfig.CLIENT_ID_CONFIG, "seckill-gateway-items"));
        return new TopicFollower(consuming, topic, POLL, new CatalogueFollower(catalogue, freshness));
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> row) {
        if (row.value() == null) {
            catalogue.remove(new String(row.key(), StandardCharsets.UTF_8));
            return;
        }
        try {
            catalogue.update(Item.parseFrom(row.value()));
        } catch (InvalidProtocolBufferException e) {
            log.warn("skipped an unreadable item at {} offset {}", row.topic(), row.offset());
        }
    }

    @Override
    public void reached(long position) {
        freshness.reached(position);
    }
}
