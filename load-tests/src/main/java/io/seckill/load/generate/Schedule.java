package io.seckill.load.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** When an open load means to send each request, in nanoseconds from its start. Not thread-safe: one load, one thread. */
final class Schedule {
    /** No request is left. */
    static final long OVER = Long.MAX_VALUE;

    private static final double SECOND = 1e9;

    private final Deque<Load.Step> steps;
    private long stepStart;

    /** Counted rather than added up: the error of a sum of intervals grows. */
    private long sentInStep;

    Schedule(List<Load.Step> steps) {
        this.steps = new ArrayDeque<>(steps);
    }

    /** The next request's time, or {@link #OVER}. */
    long peek() {
        Load.Step step = steps.peek();
        return step == null ? OVER : stepStart + offset(step);
    }

    /** Goes on to the request after the next. */
    void advance() {
        sentInStep++;
        Load.Step step = steps.element();
        if (offset(step) >= step.duration().toNanos()) {
            steps.remove();
            stepStart += step.duration().toNanos();
            sentInStep = 0;
        }
    }

    private long offset(Load.Step step) {
        return Math.round(sentInStep * SECOND / step.perSecond());
    }
}
