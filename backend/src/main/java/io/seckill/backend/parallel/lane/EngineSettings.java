package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.handler.Mode;
import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How the records of a queue are handed out.
 *
 * @param mode what may overtake what
 * @param window attempts that run at once, per queue
 * @param span records from the position to the newest handed out, per queue; past it the queue waits for its position
 * @param holeTimeout an attempt that takes longer has failed, where something begun later has come to an end
 * @param maxAttempts attempts after which a record goes to the dead letters
 * @param retryBackoff the wait after the first failed attempt, doubled with each one
 * @param retryBackoffMax the longest such wait
 * @param retryShare percent of the window that retries may take
 * @param maxRetrying records of one queue in the retry queue; past it the queue takes no new records
 * @param commitInterval the least time between two commits of positions
 * @param finishTimeout how long queues that go are held back for attempts that run
 */
public record EngineSettings(
        Mode mode,
        int window,
        int span,
        Duration holeTimeout,
        int maxAttempts,
        Duration retryBackoff,
        Duration retryBackoffMax,
        int retryShare,
        int maxRetrying,
        Duration commitInterval,
        Duration finishTimeout) {
    /** Checks the bounds. */
    public EngineSettings {
        Check.range("window", window, 1, 10_000);
        Check.range("span", span, window, 10_000_000);
        Check.range("holeTimeout", holeTimeout, Duration.ofMillis(10), Duration.ofHours(1));
        Check.range("maxAttempts", maxAttempts, 1, 1_000);
        Check.range("retryBackoff", retryBackoff, Duration.ofMillis(1), Duration.ofHours(1));
        Check.range("retryBackoffMax", retryBackoffMax, retryBackoff, Duration.ofHours(24));
        Check.range("retryShare", retryShare, 1, 100);
        Check.range("maxRetrying", maxRetrying, 1, 1_000_000);
        Check.range("commitInterval", commitInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
        Check.range("finishTimeout", finishTimeout, Duration.ZERO, Duration.ofMinutes(1));
    }

    /** Attempts at retries that may run at once: at least one. */
    int retryWindow() {
        return Math.max(1, window * retryShare / 100);
    }

    /** The wait before the next attempt after {@code failures} of them, in nanoseconds. */
    long backoffNanos(int failures) {
        long doubled = retryBackoff.toNanos() << Math.min(failures - 1, 20);
        return doubled <= 0 ? retryBackoffMax.toNanos() : Math.min(doubled, retryBackoffMax.toNanos());
    }
}
