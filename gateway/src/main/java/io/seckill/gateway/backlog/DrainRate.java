package io.seckill.gateway.backlog;

/**
 * How fast one queue is decided while something waits in it. Written by one thread at a time, the rate read by anybody.
 *
 * <p>It is measured in rounds, as BBR measures a path's bandwidth: a round notes what is in line at its start, and counts
 * what is decided of that, so that the queue had work throughout. What a queue decides while it also runs empty says how fast
 * commands come, not how fast they could go; it may only raise the rate. The rate is an exponentially weighted moving
 * average over the rounds (as of Unix load averages).
 */
final class DrainRate {
    /** A shorter round would measure the batches of the sender or of the commit. */
    private static final long MIN_ROUND_MILLIS = 50;

    /** A longer round tells nothing more. */
    static final long MAX_ROUND_MILLIS = 1_000;

    /** So many commands in one round measure the queue's rate; fewer measure the latency of one commit. */
    private static final long MANY = 64;

    /** One round may have measured how a backend that has just started loads and compiles its code. */
    private static final int PROOF = 2;

    private static final double AVERAGED_OVER_MILLIS = 1_000;

    private volatile double perMilli;
    private volatile boolean proven;

    // Of the writing thread.
    private int tellingRounds; // until proven
    private boolean begun;
    private long startedAt;
    private long startedFrom;
    private long startedEnd;
    private boolean drained;
    private boolean busyThroughout;

    /** Commands a millisecond, the best guess; 0 where there is none. */
    double perMilli() {
        return perMilli;
    }

    /** Whether the rate was measured on a line long enough to bear conclusions, and twice where that costs no second. */
    boolean proven() {
        return proven;
    }

    /** The queue is decided up to {@code decided}, at {@code now}; it ends at {@code end}, as far as is known. */
    void progress(long decided, long end, long now) {
        if (!begun) {
            begin(decided, end, now);
            return;
        }
        long commands = decided - startedFrom;
        long elapsed = now - startedAt;
        if (!drained && decided >= startedEnd) {
            drained = true;
            busyThroughout = startedEnd > startedFrom && elapsed >= MIN_ROUND_MILLIS;
        }
        boolean enough = drained || commands >= MANY || elapsed >= MAX_ROUND_MILLIS;
        if (enough && elapsed >= MIN_ROUND_MILLIS) {
            take(commands, elapsed);
            begin(decided, end, now);
        }
    }

    /** Begins a round anew: the queue stood still, which says nothing of how fast it goes. */
    void begin(long decided, long end, long now) {
        begun = true;
        startedAt = now;
        startedFrom = decided;
        startedEnd = end;
        drained = false;
        busyThroughout = true;
    }

    private void take(long commands, long elapsed) {
        double sample = commands / (double) elapsed;
        boolean telling = busyThroughout && (commands >= MANY || elapsed >= MAX_ROUND_MILLIS);
        if (perMilli == 0 || (telling && !proven) || (proven && !telling)) {
            perMilli = telling ? sample : Math.max(perMilli, sample);
        } else {
            double weight = 1 - Math.exp(-elapsed / AVERAGED_OVER_MILLIS);
            perMilli = weight * sample + (1 - weight) * perMilli;
        }
        if (telling && !proven) {
            tellingRounds++;
            proven = tellingRounds == PROOF || commands < MANY;
        }
    }
}
