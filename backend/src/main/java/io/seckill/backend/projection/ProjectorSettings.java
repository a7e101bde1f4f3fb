package io.seckill.backend.projection;

import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.operate.ManagementSettings;
import io.seckill.settings.Check;
import java.time.Duration;

/**
 * What can be set about the projector alone; {@code projector.yaml} holds the defaults and what each means.
 *
 * @param group the consumer group
 * @param maxBatch records of one transaction
 * @param sessionTimeout a projector silent for so long loses its queues
 * @param newQueuesWithin how soon a queue that has been added is noticed
 * @param retryBackoff the wait after a failure
 */
public record ProjectorSettings(
        String group,
        int maxBatch,
        Duration sessionTimeout,
        Duration newQueuesWithin,
        Duration retryBackoff,
        PostgresSettings postgres,
        ManagementSettings management) {
    /** The section of the settings. */
    public static final String SECTION = "projector";

    /** The defaults on the class path. */
    public static final String DEFAULTS = "projector.yaml";

    /** Checks the bounds. */
    public ProjectorSettings {
        Check.text("group", group);
        Check.range("maxBatch", maxBatch, 1, 100_000);
        Check.range("sessionTimeout", sessionTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
        Check.range("newQueuesWithin", newQueuesWithin, Duration.ofMillis(100), Duration.ofHours(1));
        Check.range("retryBackoff", retryBackoff, Duration.ofMillis(10), Duration.ofMinutes(1));
        // Two of them and a pause must fit into the five minutes after which a consumer that does not poll is out.
        Check.range(
                "postgres.statementTimeout",
                postgres.statementTimeout(),
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
    }
}
