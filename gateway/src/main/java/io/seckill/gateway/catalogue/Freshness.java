package io.seckill.gateway.catalogue;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the view of the items is current: it has reached an end of the topic that the broker told not long ago.
 *
 * <p>The end is the topic's high watermark. The last stable offset would stand still together with the view while a
 * transaction is open, and hide what others have committed behind it. That a poll returned, or returned nothing, proves
 * nothing either. Safe to use from any thread.
 */
public final class Freshness {
    /** For how long a view that cannot be confirmed answers: a place in line is worth more than an older one. */
    public static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final long maxAgeMillis;
    private final LongSupplier monotonicMillis;

    private volatile boolean everHeld;
    private volatile long current; // until when the view counts as current; written under the lock
    private long reached; // guarded by this
    private long toldEnd = Long.MAX_VALUE; // guarded by this; the end yet to be reached
    private long toldAt; // guarded by this

    /** A view that counts as current for {@code maxAge} after it was confirmed; at first it is not. */
    public Freshness(Duration maxAge, LongSupplier monotonicMillis) {
        this.maxAgeMillis = maxAge.toMillis();
        this.monotonicMillis = monotonicMillis;
        this.current = monotonicMillis.getAsLong() - 1;
    }

    /** Whether the view was whole at some moment within the age. */
    public boolean holds() {
        return current - monotonicMillis.getAsLong() >= 0;
    }

    /** Whether the view ever was. */
    public boolean everHeld() {
        return everHeld;
    }

    /** The follower has taken all before {@code position}. */
    synchronized void reached(long position) {
        reached = position;
        compare();
    }

    /** At {@code askedAt}, or later, the topic ended at {@code end}. */
    synchronized void told(long end, long askedAt) {
        // An end that is yet to be reached stays the goal: with a newer one each time, a view that is always a little
        // behind would never be confirmed.
        if (toldEnd == Long.MAX_VALUE || reached >= end) {
            toldEnd = end;
            toldAt = askedAt;
        }
        compare();
    }

    private void compare() {
        if (reached >= toldEnd) {
            current = toldAt + maxAgeMillis;
            everHeld = true;
            toldEnd = Long.MAX_VALUE;
        }
    }
}
