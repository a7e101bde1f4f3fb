package io.seckill.gateway.admit;

import io.seckill.gateway.line.Line;
import io.seckill.kafka.TopicSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Keeps each queue's line short: nobody joins one whose end would be reached too late. Safe to use from any thread.
 *
 * <p>What is foretold is the line as it is now over the rate at which it is decided, so under too much load a line stays at
 * the bound, neither longer nor empty, and as many join as leave. Where the rate is not known nobody is refused. A queue that
 * stands still for longer than a take-over lasts is closed, but for one probe a second, and opens with the first progress.
 */
public final class LineLimit {
    /** While another backend takes a dead one's queues over, buyers do better in line than turned away. */
    private static final long LEAST_STANDSTILL_MILLIS = 10_000;

    private static final long PROBE_EVERY_MILLIS = 1_000;

    private final Line line;
    private final long boundMillis;
    private final long standstillMillis;
    private final LongSupplier monotonicMillis;

    /** Of as many queues as there can ever be. */
    private final AtomicLongArray nextProbe = new AtomicLongArray(TopicSettings.MAX_QUEUES);

    /** Refuses where a command would wait longer than {@code bound} in a queue of {@code line}. */
    public LineLimit(Line line, Duration bound, LongSupplier monotonicMillis) {
        this.line = line;
        this.boundMillis = bound.toMillis();
        this.standstillMillis = Math.max(LEAST_STANDSTILL_MILLIS, boundMillis);
        this.monotonicMillis = monotonicMillis;
    }

    /**
     * Whether one more may join the line of {@code queue}: 0, or in how many milliseconds it will be short enough. One that
     * stands still may need as long again as it has stood.
     */
    public long closedForMillis(int queue) {
        long still = line.standstillMillis(queue);
        if (still > standstillMillis) {
            return mayProbe(queue) ? 0 : still;
        }
        return Math.max(0, line.predictedWaitMillis(queue) - boundMillis);
    }

    private boolean mayProbe(int queue) {
        long due = nextProbe.get(queue);
        long now = monotonicMillis.getAsLong();
        return now >= due && nextProbe.compareAndSet(queue, due, now + PROBE_EVERY_MILLIS);
    }
}
