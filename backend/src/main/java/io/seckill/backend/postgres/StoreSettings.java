package io.seckill.backend.postgres;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How the store uses PostgreSQL.
 *
 * @param connections open at once
 * @param keepRefusals how long purchases that won nothing, and orders that ended, are remembered
 */
public record StoreSettings(int connections, Duration keepRefusals) {
    /** Checks the bounds. */
    public StoreSettings {
        Check.range("connections", connections, 1, 1_000);
        Check.range("keepRefusals", keepRefusals, Duration.ofMinutes(1), Duration.ofDays(365));
    }
}
