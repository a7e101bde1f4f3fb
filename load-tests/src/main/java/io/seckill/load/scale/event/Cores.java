package io.seckill.load.scale.event;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The cores of a machine, which all its running threads share evenly: {@code n} threads on {@code c} cores run at
 * {@code min(1, c / n)} of a core each. Work is counted in microseconds of one whole core.
 *
 * <p>All jobs run at the same speed. So a "virtual" clock that runs at this speed says when each is done, and a new job
 * changes only the speed of that clock (the usual way to simulate processor sharing).
 */
public final class Cores {
    private record Job(double doneAt, long number, Runnable done) {}

    private final EventQueue events;
    private final double cores;
    private final PriorityQueue<Job> jobs =
            new PriorityQueue<>(Comparator.comparingDouble(Job::doneAt).thenComparingLong(Job::number));
    private double virtual;
    private double updatedAt;
    private long number;
    private long plan; // the latest one; events of earlier plans do nothing

    /** {@code cores} may be a fraction: what other programs leave. */
    public Cores(EventQueue events, double cores) {
        this.events = events;
        this.cores = cores;
    }

    /** How many there are. */
    public double count() {
        return cores;
    }

    /** Runs {@code work} microseconds of one core's work, shared with what else runs, and then {@code done}. */
    public void run(double work, Runnable done) {
        advance();
        jobs.add(new Job(virtual + work, number++, done));
        planNext();
    }

    private double speed() {
        return Math.min(1, cores / jobs.size());
    }

    private void advance() {
        if (!jobs.isEmpty()) {
            virtual += (events.now() - updatedAt) * speed();
        }
        updatedAt = events.now();
    }

    private void planNext() {
        long mine = ++plan;
        if (!jobs.isEmpty()) {
            events.after((jobs.element().doneAt() - virtual) / speed(), () -> {
                if (mine == plan) {
                    finishNext();
                }
            });
        }
    }

    private void finishNext() {
        advance();
        Job finished = jobs.remove();
        virtual = Math.max(virtual, finished.doneAt()); // rounding
        planNext();
        finished.done().run();
    }
}
