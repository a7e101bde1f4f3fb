package io.seckill.gateway.admit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seckill.gateway.settings.GatewaySettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each caller of one kind, users or devices, shared by all event loops.
 *
 * <p>A bucket is one number, the instant at which it will be full again (GCRA, the generic cell rate algorithm of ATM), so
 * that taking a token is one compare-and-set. The callers are bounded: past the bound those least in use are forgotten, which
 * fills their buckets; one that is full is forgotten anyway.
 */
public final class CallerRates {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Callers remembered, some 150 bytes each; past it those least in use are forgotten, and may buy anew. */
    private static final int MAX_CALLERS = 100_000;

    private final long nanosPerToken;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Cache<String, AtomicLong> fullAt;

    /**
     * The outcome of one attempt.
     *
     * @param taken whether there was a token
     * @param left whole tokens that are left
     * @param nextSeconds until there is one more, rounded up
     */
    public record Take(boolean taken, long left, long nextSeconds) {}

    /** Buckets as {@code settings} say, by the monotonic clock {@code nanoTime}. */
    public CallerRates(GatewaySettings.PerCaller settings, LongSupplier nanoTime) {
        this(settings, MAX_CALLERS, nanoTime);
    }

    /** As many of them as {@code maxCallers}. */
    CallerRates(GatewaySettings.PerCaller settings, int maxCallers, LongSupplier nanoTime) {
        this.nanosPerToken = settings.period().toNanos() / Math.max(1, settings.permits());
        this.burst = settings.burst();
        this.nanoTime = nanoTime;
        this.fullAt = Caffeine.newBuilder()
                .maximumSize(maxCallers)
                .expireAfterAccess(Duration.ofNanos(nanosPerToken * burst))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Takes a token of {@code caller}, if there is one. */
    public Take take(String caller) {
        long now = nanoTime.getAsLong();
        AtomicLong bucket = fullAt.get(caller, first -> new AtomicLong(now));
        while (true) {
            long before = bucket.get();
            long after = Math.max(before - now, 0) + nanosPerToken; // nanoTime may be negative: only differences count
            long room = nanosPerToken * burst - after;
            if (room < 0) {
                return new Take(false, 0, seconds(-room));
            }
            if (bucket.compareAndSet(before, now + after)) {
                return new Take(true, room / nanosPerToken, seconds(nanosPerToken - room % nanosPerToken));
            }
        }
    }

    /** Tokens in a full bucket. */
    public int burst() {
        return burst;
    }

    /** In how many seconds an empty bucket is full. */
    public long fullInSeconds() {
        return seconds(nanosPerToken * burst);
    }

    /** Callers remembered, about. */
    public long callers() {
        return fullAt.estimatedSize();
    }

    private static long seconds(long nanos) {
        return (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    }
}
