package io.seckill.backend.decide;

import io.seckill.settings.Check;

/**
 * How long the answers of purchases without an order can be had again.
 *
 * @param outcomes how many a queue remembers at the least; the oldest are forgotten 256 at a time
 */
public record MemorySettings(int outcomes) {
    /** Checks the bounds. */
    public MemorySettings {
        Check.range("outcomes", outcomes, 1, 10_000_000);
    }
}
