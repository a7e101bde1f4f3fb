package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.handler.Mode;
import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How the records of a queue are handed out.
 *
 * @param mode what may overtake what
 * @param window attempts that run at once, per queue
 * @param holeTimeout an attempt that takes longer has failed, where something begun later has come to an end
 * @param maxAttempts attempts after which a record goes to the dead letters
 * @param retryBackoff the wait after the first failed attempt, doubled with each one
 * @param finishTimeout how long queues that go are held back for attempts that run
 */
public record EngineSettings(
        Mode mode, int window, Duration holeTimeout, int maxAttempts, Duration retryBackoff, Duration finishTimeout) {
    /** The longest wait between two attempts, unless the first is longer: so late does a record learn that it may succeed. */
    private static final Duration RETRY_BACKOFF_MAX = Duration.ofSeconds(30);

    /** The part of the window that retries may take: one in four, so that a queue of poison still takes what is new. */
    private static final int RETRY_SHARE = 4;

    /** Checks the bounds. */
    public EngineSettings {
        Check.range("window", window, 1, 10_000);
        Check.range("holeTimeout", holeTimeout, Duration.ofMillis(10), Duration.ofHours(1));
        Check.range("maxAttempts", maxAttempts, 1, 1_000);
        Check.range("retryBackoff", retryBackoff, Duration.ofMillis(1), Duration.ofHours(1));
        Check.range("finishTimeout", finishTimeout, Duration.ZERO, Duration.ofMinutes(1));
    }

    /** Attempts at retries that may run at once: at least one. */
    int retryWindow() {
        return Math.max(1, window / RETRY_SHARE);
    }

    /** The wait before the next attempt after {@code failures} of them, in nanoseconds. */
    long backoffNanos(int failures) {
        long doubled = retryBackoff.toNanos() << Math.min(failures - 1, 20);
        long longest = Math.max(retryBackoff.toNanos(), RETRY_BACKOFF_MAX.toNanos());
        return doubled <= 0 ? longest : Math.min(doubled, longest);
    }
}
