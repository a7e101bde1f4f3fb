package io.seckill.backend.decide.memory;

import io.seckill.settings.Check;

/**
 * How long answers can be had again.
 *
 * @param outcomes how many purchases without an order a queue remembers at the least; the oldest are forgotten 256 at a
 *     time
 * @param endedOrders how many cancelled and expired orders a queue remembers; the oldest is forgotten when one more ends
 */
public record MemorySettings(int outcomes, int endedOrders) {
    /** Checks the bounds. */
    public MemorySettings {
        Check.range("outcomes", outcomes, 1, 10_000_000);
        Check.range("endedOrders", endedOrders, 1, 10_000_000);
    }
}
