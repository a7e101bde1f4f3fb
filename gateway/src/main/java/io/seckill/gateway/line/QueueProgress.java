package io.seckill.gateway.line;

/**
 * How far one queue is decided and how fast it goes. Written under its own lock a few times a second, read by anybody.
 *
 * <p>The rate is an exponentially weighted moving average over unevenly spaced samples (as of Unix load averages).
 */
final class QueueProgress {
    private static final long UNKNOWN = -1;

    /** Samples closer together than this would measure the sender's batches, not the queue's rate. */
    private static final long MIN_SAMPLE_MILLIS = 200;

    private static final double AVERAGED_OVER_MILLIS = 3_000;

    /** The first offset not decided, or {@link #UNKNOWN}; never goes back. */
    private volatile long decided = UNKNOWN;

    private volatile double perMilli;

    private long sampledOffset = UNKNOWN; // guarded by this
    private long sampledAt; // guarded by this

    synchronized void advance(long offset, long nowMillis) {
        if (offset < decided) {
            return; // an older word, overtaken on another stream
        }
        decided = offset;
        if (sampledOffset == UNKNOWN) {
            sampledOffset = offset;
            sampledAt = nowMillis;
            return;
        }
        long elapsed = nowMillis - sampledAt;
        if (elapsed >= MIN_SAMPLE_MILLIS) {
            double sample = (offset - sampledOffset) / (double) elapsed;
            double weight = perMilli == 0 ? 1 : 1 - Math.exp(-elapsed / AVERAGED_OVER_MILLIS);
            perMilli += weight * (sample - perMilli);
            sampledOffset = offset;
            sampledAt = nowMillis;
        }
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
