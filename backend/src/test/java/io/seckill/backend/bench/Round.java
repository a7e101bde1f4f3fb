package io.seckill.backend.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One contender's way through a queue, timed from the first record handed out to the last one done: joining a group is
 * not counted. Thread-safe.
 */
final class Round {
    private final Duration wait;
    private final int records;
    private final AtomicLong first = new AtomicLong();
    private final CountDownLatch open;
    private volatile long last;

    /** Of {@code records}, each of which waits for {@code wait}. */
    Round(int records, Duration wait) {
        this.records = records;
        this.wait = wait;
        this.open = new CountDownLatch(records);
    }

    Duration waiting() {
        return wait;
    }

    /** A record is handed out. */
    void begun() {
        first.compareAndSet(0, System.nanoTime());
    }

    /** A record is done with. */
    void done() {
        if (open.getCount() > 0) { // the queue may hold more than the round
            last = System.nanoTime();
            open.countDown();
        }
    }

    /** A record as a handler that blocks its thread has it. */
    void blocking() {
        begun();
        if (sleep()) {
            done();
        }
    }

    /** Blocks for a record's time; false where it was interrupted. */
    boolean sleep() {
        if (wait.isZero()) {
            return true;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the end; records per second. */
    double throughput() throws InterruptedException {
        if (!open.await(3, TimeUnit.MINUTES)) {
            throw new AssertionError(open.getCount() + " of " + records + " records were never done");
        }
        return records * 1e9 / (last - first.get());
    }
}
