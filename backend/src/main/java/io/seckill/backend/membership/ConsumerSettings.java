package io.seckill.backend.membership;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How queues are consumed.
 *
 * @param sessionTimeout a backend silent for so long loses its queues: the first part of every take-over
 * @param pollSpacing under load, the least time between two polls: fewer and larger fetches and transactions
 */
public record ConsumerSettings(Duration sessionTimeout, Duration pollSpacing) {
    /** Checks the bounds. */
    public ConsumerSettings {
        Check.range("sessionTimeout", sessionTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
        Check.range("pollSpacing", pollSpacing, Duration.ZERO, Duration.ofSeconds(1));
    }
}
