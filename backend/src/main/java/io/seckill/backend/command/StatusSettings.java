package io.seckill.backend.command;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How gateways learn what is left.
 *
 * @param interval the least time between two statuses of one item, but for a new definition, "sold out" and its end
 */
public record StatusSettings(Duration interval) {
    /** Checks the bounds. */
    public StatusSettings {
        Check.range("interval", interval, Duration.ofMillis(10), Duration.ofMinutes(1));
    }
}
