package io.seckill.gateway.layout;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether another living gateway announces this one's address. Backends then bring all answers to one of the two, and the buyers of
 * the other wait in vain.
 *
 * <p>The topic's order settles which of them is late: it is the one whose first lease stands behind the other's. Records of another
 * life that stand before the first of this one, and are followed by none, are what a restart leaves. Written by the thread that reads
 * the topic; anybody may ask.
 */
final class AddressClaim {
    private final long epoch;
    private final long leaseNanos;
    private final LongSupplier nanoTime;

    private boolean begun; // of the reading thread; a record of this life was read
    private long before; // of the same; the epoch that was there last when this life began, 0 for none
    private volatile boolean seen; // another's record was read since
    private volatile boolean late;
    private volatile long seenAt;

    AddressClaim(long epoch, Duration lease, LongSupplier nanoTime) {
        this.epoch = epoch;
        this.leaseNanos = lease.toNanos();
        this.nanoTime = nanoTime;
    }

    /** A lease of the life {@code other} for this address was read. */
    void read(long other) {
        if (other == epoch) {
            begun = true;
        } else if (begun) {
            late = other == before;
            seenAt = nanoTime.getAsLong();
            seen = true;
        } else {
            before = other;
        }
    }

    /** Whether another gateway has announced this address within a lease. */
    boolean isShared() {
        return seen && nanoTime.getAsLong() - seenAt < leaseNanos;
    }

    /** Whether it did so before this one: then this one must not sell. */
    boolean isLate() {
        return late && isShared();
    }
}
