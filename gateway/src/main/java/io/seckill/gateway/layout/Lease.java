package io.seckill.gateway.layout;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when this gateway may append. Safe to use from any thread.
 *
 * <p>A lease record counts once the gateway has itself read up to it: then it has heard of all that happened in the topic
 * before, and whoever writes there afterwards finds the record. It counts from before it was sent, and a tenth less long than
 * others take it to, since clocks do not go alike.
 */
final class Lease {
    /** How long the others wait for a gateway that died while queues were added: short, and yet it outlasts a new leader. */
    static final Duration DURATION = Duration.ofSeconds(3);

    /** How often it is renewed, so that one record may fail. */
    static final Duration RENEWAL = Duration.ofSeconds(1);

    private final long lengthNanos;
    private final long renewalNanos;
    private final LongSupplier nanoTime;

    private boolean sending; // guarded by this
    private boolean wanted = true; // guarded by this
    private long sentAt; // guarded by this
    private long offset = -1; // guarded by this; of the record that is written and not read, or -1
    private long end; // guarded by this; 0 before there is a lease

    /** A lease of {@code length}, to be renewed {@code renewal} after it was sent; at first there is none. */
    Lease(Duration length, Duration renewal, LongSupplier nanoTime) {
        this.lengthNanos = length.toNanos() - length.toNanos() / 10;
        this.renewalNanos = renewal.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether to send the record now; true makes the caller the one who must. */
    synchronized boolean isDue() {
        long now = nanoTime.getAsLong();
        if (sending || !(wanted || now - sentAt >= renewalNanos)) {
            return false;
        }
        sending = true;
        wanted = false;
        sentAt = now;
        offset = -1;
        return true;
    }

    /** There is news for the record: it is due as soon as no other is on its way. */
    synchronized void renewSoon() {
        wanted = true;
    }

    /** The record sent last stands at {@code at}. */
    synchronized void written(long at) {
        sending = false;
        offset = at;
    }

    /** Nobody knows whether the record sent last was written. */
    synchronized void failed() {
        sending = false;
        wanted = true;
    }

    /**
     * The topic is read up to {@code position}.
     *
     * @return 0, or where this gives the lease a new end: that end, of the monotonic clock
     */
    synchronized long readUpTo(long position) {
        if (offset < 0 || position <= offset) {
            return 0;
        }
        offset = -1;
        end = sentAt + lengthNanos;
        return end;
    }
}
