package io.seckill.process;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log readable while something is tried again and again: a reason is news when it is new, and then every
 * {@value #AGAIN_AFTER_S} s. Not thread-safe.
 */
public final class RepeatedTrouble {
    private static final int AGAIN_AFTER_S = 30;

    private final LongSupplier nanoTime;
    private @Nullable String last;
    private long saidAt;

    /** Reads the time, in nanoseconds, from {@code nanoTime}. */
    public RepeatedTrouble(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether {@code reason} should be logged now. */
    public boolean isNews(String reason) {
        long now = nanoTime.getAsLong();
        boolean news = !reason.equals(last)
                || now - saidAt >= Duration.ofSeconds(AGAIN_AFTER_S).toNanos();
        if (news) {
            last = reason;
            saidAt = now;
        }
        return news;
    }

    /** It is over: the next one is news. */
    public void over() {
        last = null;
    }
}
