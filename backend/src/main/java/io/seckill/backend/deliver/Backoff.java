package io.seckill.backend.deliver;

import java.util.random.RandomGenerator;

/**
 * Waits between attempts: each up to twice the one before, with "equal jitter" (half fixed, half random), so that
 * backends that lost one gateway together do not return together. Owned by one event loop.
 */
final class Backoff {
    /** The first wait: a gateway that restarts is back within seconds, and its buyers wait. */
    private static final long MIN_MS = 50;

    /** The longest: so late may a gateway that was away be found again. */
    private static final long MAX_MS = 5_000;

    private final RandomGenerator random;
    private long ceiling = MIN_MS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait in milliseconds, at least 1. */
    long next() {
        long wait = Math.max(1, ceiling / 2 + random.nextLong(ceiling / 2 + 1));
        ceiling = Math.min(MAX_MS, 2 * ceiling);
        return wait;
    }

    void reset() {
        ceiling = MIN_MS;
    }
}
