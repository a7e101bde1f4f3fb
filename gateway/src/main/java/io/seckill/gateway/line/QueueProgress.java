package io.seckill.gateway.line;

import java.util.function.LongSupplier;

/**
 * How far one queue is decided and how fast it goes. Written under its own lock a few times a second, read by anybody.
 *
 * <p>The rate is an exponentially weighted moving average over unevenly spaced samples (as of Unix load averages). Only
 * time in which something of this gateway waits counts: an idle queue is as slow as its buyers, not as its backend.
 */
final class QueueProgress {
    private static final long UNKNOWN = -1;

    /** Samples closer together than this would measure the sender's batches, not the queue's rate. */
    private static final long MIN_SAMPLE_MILLIS = 200;

    private static final double AVERAGED_OVER_MILLIS = 3_000;

    /** The first offset not decided, or {@link #UNKNOWN}; never goes back. */
    private volatile long decided = UNKNOWN;

    private volatile double perMilli;

    /** The offset after the last one that this gateway is known to have in the queue; written by the producer's thread. */
    private volatile long end;

    private long sampledOffset = UNKNOWN; // guarded by this
    private long sampledAt; // guarded by this

    /** Takes that this gateway has something at {@code offset}; the time is asked for only where it begins to wait. */
    void appended(long offset, LongSupplier clock) {
        boolean nothingWaited = decided >= end;
        end = offset + 1;
        if (nothingWaited) {
            begin(decided, clock.getAsLong());
        }
    }

    synchronized void advance(long offset, long nowMillis) {
        if (offset < decided) {
            return; // an older word, overtaken on another stream
        }
        boolean waited = decided < end;
        decided = offset;
        if (sampledOffset == UNKNOWN) {
            begin(offset, nowMillis);
        } else if (waited && nowMillis - sampledAt >= MIN_SAMPLE_MILLIS) {
            sample(offset - sampledOffset, nowMillis - sampledAt);
            begin(offset, nowMillis);
        }
    }

    private synchronized void sample(long commands, long elapsedMillis) {
        double weight = perMilli == 0 ? 1 : 1 - Math.exp(-elapsedMillis / AVERAGED_OVER_MILLIS);
        perMilli += weight * (commands / (double) elapsedMillis - perMilli);
    }

    private synchronized void begin(long offset, long nowMillis) {
        sampledOffset = offset;
        sampledAt = nowMillis;
    }

    boolean known() {
        return decided != UNKNOWN;
    }

    Standing standing(long offset) {
        long ahead = Math.max(0, offset - decided);
        double rate = perMilli;
        return new Standing(ahead, rate > 0 ? Math.round((ahead + 1) / rate) : -1);
    }
}
