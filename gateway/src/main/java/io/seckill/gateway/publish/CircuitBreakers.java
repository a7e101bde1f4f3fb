package io.seckill.gateway.publish;

import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * A circuit breaker for each queue, shared by all event loops: a partition without a leader is no fault of the others.
 *
 * <p>Closed: everything may append. After an append that was not answered in time it opens: one append per probe interval
 * may try, the rest are told no at once. The queue's first acknowledgement closes it.
 */
public final class CircuitBreakers {
    /** Of the appends to a queue that did not answer, one in so long may try: as many as may wait for a timeout at once. */
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

    private static final long CLOSED = Long.MIN_VALUE;

    private final long probeIntervalNanos;
    private final LongSupplier nanoTime;

    /** When each queue's next probe may go, or {@link #CLOSED}; of as many queues as there can ever be. */
    private final AtomicLongArray nextProbe = new AtomicLongArray(TopicSettings.MAX_QUEUES);

    private final AtomicInteger open = new AtomicInteger();

    /** Makes closed breakers. */
    public CircuitBreakers(LongSupplier nanoTime) {
        this(PROBE_INTERVAL, nanoTime);
    }

    /** Makes closed breakers that let one append per {@code probeInterval} through while they are open. */
    CircuitBreakers(Duration probeInterval, LongSupplier nanoTime) {
        this.probeIntervalNanos = probeInterval.toNanos();
        this.nanoTime = nanoTime;
        for (int queue = 0; queue < nextProbe.length(); queue++) {
            nextProbe.set(queue, CLOSED);
        }
    }

    /** Whether an append to {@code queue} may be tried now; while its breaker is open, true makes the caller the probe. */
    public boolean mayAppend(int queue) {
        long probeAt = nextProbe.get(queue);
        if (probeAt == CLOSED) {
            return true;
        }
        long now = nanoTime.getAsLong();
        return now - probeAt >= 0 && nextProbe.compareAndSet(queue, probeAt, now + probeIntervalNanos);
    }

    /** Queues whose breaker is open. */
    public int open() {
        return open.get();
    }

    void answered(int queue) {
        if (nextProbe.get(queue) != CLOSED && nextProbe.getAndSet(queue, CLOSED) != CLOSED) {
            open.decrementAndGet();
        }
    }

    /** True for the one who opens the breaker of {@code queue}. */
    boolean unanswered(int queue) {
        boolean opened = nextProbe.compareAndSet(queue, CLOSED, nanoTime.getAsLong() + probeIntervalNanos);
        if (opened) {
            open.incrementAndGet();
        }
        return opened;
    }
}
