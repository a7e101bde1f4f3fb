package io.seckill.backend.commit;

import io.seckill.settings.Check;
import java.time.Duration;

/**
 * How batches are committed.
 *
 * @param producers how many take turns, so that none waits for the broker to finish its last transaction
 * @param timeout the broker aborts a transaction that is open for longer: bounds the take-over after a crash
 * @param maxPending commands decided and not yet committed; past it consumption pauses
 * @param retryBackoff the first wait after the cluster refused a transaction or was not reached
 * @param retryBackoffMax the longest such wait
 */
public record TransactionSettings(
        int producers, Duration timeout, int maxPending, Duration retryBackoff, Duration retryBackoffMax) {
    /** Checks the bounds. */
    public TransactionSettings {
        Check.range("producers", producers, 1, 10);
        Check.range("timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(15));
        Check.range("maxPending", maxPending, 1, 1_000_000);
        Check.range("retryBackoff", retryBackoff, Duration.ofMillis(1), Duration.ofMinutes(1));
        Check.range("retryBackoffMax", retryBackoffMax, retryBackoff, Duration.ofMinutes(10));
    }
}
