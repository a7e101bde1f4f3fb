package io.seckill.backend.membership;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How queues are consumed.
 *
 * @param group the consumer group; positions belong to it
 * @param sessionTimeout a backend silent for so long loses its queues: the first part of every take-over
 * @param heartbeatInterval how often it says that it lives, at most a third of the session timeout
 * @param maxPollInterval a backend whose consuming thread stands still for so long loses its queues
 * @param maxPollRecords commands that one poll returns at most
 * @param pollSpacing under load, the least time between two polls: fewer and larger fetches and transactions
 */
public record ConsumerSettings(
        String group,
        Duration sessionTimeout,
        Duration heartbeatInterval,
        Duration maxPollInterval,
        int maxPollRecords,
        Duration pollSpacing) {
    /** Checks the bounds. */
    public ConsumerSettings {
        Check.text("group", group);
        Check.range("sessionTimeout", sessionTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
        Check.range("heartbeatInterval", heartbeatInterval, Duration.ofMillis(100), sessionTimeout.dividedBy(3));
        Check.range("maxPollInterval", maxPollInterval, sessionTimeout, Duration.ofHours(1));
        Check.range("maxPollRecords", maxPollRecords, 1, 100_000);
        Check.range("pollSpacing", pollSpacing, Duration.ZERO, Duration.ofSeconds(1));
    }
}
