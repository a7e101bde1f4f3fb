package io.seckill.backend.projection;

import io.seckill.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The one place that maps settings to the projector's consumer. */
public final class ProjectorConsumers {
    private static final int HEARTBEATS_PER_SESSION = 5;

    /** How soon queues that are added are noticed. */
    private static final int METADATA_AGE_MS = 2_000;

    /** Records of one transaction, some 1 KB each in memory, unless the operator has set {@code max.poll.records}. */
    private static final int MAX_BATCH = 5_000;

    private ProjectorConsumers() {}

    /** A member of the projector's group. The classic protocol for the reason that the backends have. */
    public static KafkaConsumer<byte[], byte[]> member(ProjectorSettings settings, String clientId) {
        KafkaSettings kafka = settings.kafka();
        Duration session = settings.sessionTimeout();
        return new KafkaConsumer<>(
                kafka.asking(Map.ofEntries(
                        Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, clientId),
                        Map.entry(ConsumerConfig.GROUP_ID_CONFIG, settings.group()),
                        Map.entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic"),
                        Map.entry(
                                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                                CooperativeStickyAssignor.class.getName()),
                        Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(session)),
                        Map.entry(
                                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                                millis(session.dividedBy(HEARTBEATS_PER_SESSION))),
                        Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS),
                        Map.entry(
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                kafka.property(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_BATCH)),
                        Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                        Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                        // The table says where to go on. Where the topic has nothing there any more, an operator must
                        // know.
                        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
