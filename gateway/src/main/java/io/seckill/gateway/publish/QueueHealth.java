package io.seckill.gateway.publish;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A circuit breaker on the broker, shared by all event loops.
 *
 * <p>Closed: everything may append. After an append that was not answered in time it opens: one append per probe interval
 * may try, the rest are told no at once. The first acknowledgement closes it.
 */
public final class QueueHealth {
    private static final long CLOSED = Long.MIN_VALUE;

    private final long probeIntervalNanos;
    private final LongSupplier nanoTime;

    /** When the next probe may go, or {@link #CLOSED}. */
    private final AtomicLong nextProbe = new AtomicLong(CLOSED);

    /** Makes a closed breaker that lets one append per {@code probeInterval} through while it is open. */
    public QueueHealth(Duration probeInterval, LongSupplier nanoTime) {
        this.probeIntervalNanos = probeInterval.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether an append may be tried now; while open, true makes the caller the probe. */
    public boolean mayAppend() {
        long probeAt = nextProbe.get();
        if (probeAt == CLOSED) {
            return true;
        }
        long now = nanoTime.getAsLong();
        return now - probeAt >= 0 && nextProbe.compareAndSet(probeAt, now + probeIntervalNanos);
    }

    /** Whether appends flow. */
    public boolean isClosed() {
        return nextProbe.get() == CLOSED;
    }

    void answered() {
        if (nextProbe.get() != CLOSED) {
            nextProbe.set(CLOSED);
        }
    }

    void unanswered() {
        nextProbe.compareAndSet(CLOSED, nanoTime.getAsLong() + probeIntervalNanos);
    }
}
