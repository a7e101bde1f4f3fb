package io.seckill.backend.projection;

import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.operate.ManagementSettings;
import io.seckill.kafka.KafkaSettings;
import io.seckill.kafka.TopicSettings;
import io.seckill.process.LogSettings;
import io.seckill.settings.Check;
import java.time.Duration;

/**
 * What can be set about a projector; {@code projector.yaml} holds the defaults of what no other process shares.
 *
 * @param sessionTimeout a projector silent for so long loses its queues
 */
public record ProjectorSettings(
        KafkaSettings kafka,
        TopicSettings topics,
        Duration sessionTimeout,
        PostgresSettings postgres,
        ManagementSettings management,
        LogSettings log) {
    /** The section of the settings. */
    public static final String SECTION = "projector";

    /** The defaults on the class path. */
    public static final String DEFAULTS = "projector.yaml";

    /** A projector that does not poll for so long is put out of its group. */
    static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(5);

    /** Checks the bounds. */
    public ProjectorSettings {
        Check.range("sessionTimeout", sessionTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
        // Two of them and a pause must fit into the poll interval.
        Check.range(
                "postgres.statementTimeout",
                postgres.statementTimeout(),
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
    }

    /** The consumer group. Its committed offsets are for people to see; those that count are in PostgreSQL. */
    String group() {
        return topics.prefix() + "-projector";
    }
}
