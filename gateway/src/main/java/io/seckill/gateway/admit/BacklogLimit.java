package io.seckill.gateway.admit;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Keeps each queue's line short: nobody joins one whose end would be reached too late. Safe to use from any thread.
 *
 * <p>What is foretold is the line as it is now over the rate at which it is decided, so under too much load a line stays at
 * the bound, neither longer nor empty, and as many join as leave. Where the rate is not known nobody is refused. A queue
 * that stands still for longer than a take-over lasts is closed, but for one probe a second, and opens with the first
 * progress.
 */
public final class BacklogLimit {
    /** While another backend takes a dead one's queues over, buyers do better in line than turned away. */
    private static final long LEAST_STANDSTILL_MILLIS = 10_000;

    private static final long PROBE_EVERY_MILLIS = 1_000;

    private final Backlog backlog;
    private final long longestMillis;
    private final long standstillMillis;
    private final LongSupplier monotonicMillis;

    /** Of as many queues as there can ever be, as with the next. */
    private final AtomicLongArray nextProbe = new AtomicLongArray(TopicSettings.MAX_QUEUES);

    /** Refuses where a command would wait longer than {@code longest} in a queue of {@code backlog}. */
    public BacklogLimit(Backlog backlog, Duration longest, LongSupplier monotonicMillis) {
        this.backlog = backlog;
        this.longestMillis = longest.toMillis();
        this.standstillMillis = Math.max(LEAST_STANDSTILL_MILLIS, longestMillis);
        this.monotonicMillis = monotonicMillis;
    }

    /**
     * Whether one more may join the line of {@code queue}: 0, or in how many milliseconds it will be short enough. One that
     * stands still may need as long again as it has stood. Whoever is told 0 must still ask {@link #mayJoin} before it joins.
     */
    public long closedForMillis(int queue) {
        long still = backlog.standstillMillis(queue);
        if (still > standstillMillis) {
            return monotonicMillis.getAsLong() >= nextProbe.get(queue) ? 0 : still;
        }
        return Math.max(0, backlog.predictedWaitMillis(queue) - longestMillis);
    }

    /**
     * Whether a command that lacks nothing may join the line of {@code queue}: where that stands still, only the one that is
     * its probe. Asked last, since a probe that is not sent would keep a good one away.
     */
    public boolean mayJoin(int queue) {
        return backlog.standstillMillis(queue) <= standstillMillis || mayProbe(queue);
    }

    private boolean mayProbe(int queue) {
        long due = nextProbe.get(queue);
        long now = monotonicMillis.getAsLong();
        return now >= due && nextProbe.compareAndSet(queue, due, now + PROBE_EVERY_MILLIS);
    }
}
