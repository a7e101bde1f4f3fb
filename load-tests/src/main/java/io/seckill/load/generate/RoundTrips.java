package io.seckill.load.generate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One load's records, which one thread appends and another one sees coming back. {@link #next} and {@link #over} are the
 * appender's; {@link #came} is the other's; {@link #failed}, {@link #isDone} and {@link #result} are anybody's.
 */
final class RoundTrips {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final long start = System.nanoTime();
    private final long end;
    private final Semaphore slots;
    private final Schedule schedule;
    private final boolean closed;
    private final Tally tally;
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /** When the appender stopped; 0 before. Written by the appender. */
    private volatile long overAt;

    /** {@code success} is the status that counts as success. */
    RoundTrips(Load load, int success) {
        this.closed = load instanceof Load.Closed;
        this.end = start + load.duration().toNanos();
        this.slots = new Semaphore(load instanceof Load.Closed c ? c.connections() : 0);
        this.schedule = new Schedule(load instanceof Load.Open open ? open.steps() : List.of());
        this.tally = new Tally(success, start);
    }

    /** Waits for the next record's turn; returns when it was meant to be appended, or {@link Schedule#OVER}. */
    long next() throws InterruptedException {
        long intended = closed ? nextFree() : nextDue();
        if (intended != Schedule.OVER) {
            underWay.incrementAndGet();
        }
        return intended;
    }

    private long nextFree() throws InterruptedException {
        long left = end - System.nanoTime();
        return left > 0 && slots.tryAcquire(left, TimeUnit.NANOSECONDS) ? System.nanoTime() : Schedule.OVER;
    }

    private long nextDue() {
        if (schedule.peek() == Schedule.OVER) {
            return Schedule.OVER;
        }
        long due = start + schedule.peek();
        schedule.advance();
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }

    void over() {
        overAt = System.nanoTime();
    }

    /**
     * The record that was meant to be appended at {@code intended} is back; one of an earlier load is ignored. Synchronized,
     * as {@link #result} is: what comes after the bound would count while the result is made.
     */
    synchronized void came(long intended, int status) {
        if (intended - start < 0) {
            return;
        }
        long now = System.nanoTime();
        if (overAt != 0 && now > overAt) {
            tally.endWindow(overAt - start);
        }
        tally.answered(intended, now, status, false);
        settled();
    }

    /** An append failed. */
    void failed() {
        failures.incrementAndGet();
        settled();
    }

    private void settled() {
        underWay.decrementAndGet();
        if (closed) {
            slots.release();
        }
    }

    /** All are back, or those that are not have had their time. */
    boolean isDone() {
        return overAt != 0 && (underWay.get() == 0 || System.nanoTime() - overAt > GRACE.toNanos());
    }

    synchronized LoadResult result() {
        tally.endWindow(overAt - start);
        long now = System.nanoTime();
        for (long lost = underWay.get() + failures.get(); lost > 0; lost--) {
            tally.lost(start, now);
        }
        return tally.result();
    }
}
