package io.seckill.backend.deliver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts: each up to twice the one before, with "equal jitter" (half fixed, half random), so that
 * backends that lost one gateway together do not return together. Owned by one event loop.
 */
final class Backoff {
    private final Duration min;
    private final Duration max;
    private final RandomGenerator random;
    private long ceiling;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.min = min;
        this.max = max;
        this.random = random;
        this.ceiling = min.toMillis();
    }

    /** The next wait in milliseconds, at least 1. */
    long next() {
        long wait = Math.max(1, ceiling / 2 + random.nextLong(ceiling / 2 + 1));
        ceiling = Math.min(max.toMillis(), 2 * ceiling);
        return wait;
    }

    void reset() {
        ceiling = min.toMillis();
    }
}
