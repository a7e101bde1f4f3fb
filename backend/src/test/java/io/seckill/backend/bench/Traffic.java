package io.seckill.backend.bench;

import io.seckill.backend.fixture.Stage;
import io.seckill.v1.Command;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/** An even stream of records into one queue, each timed from before its append to its completion. Thread-safe. */
final class Traffic {
    private static final int RECORDS_PER_MILLI = 2;
    private static final int KEYS = 1_000;

    private final AtomicLongArray begun;
    private final AtomicLongArray took;
    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch open;

    /** Of {@code records}. */
    Traffic(int records) {
        this.begun = new AtomicLongArray(records);
        this.took = new AtomicLongArray(records);
        this.open = new CountDownLatch(records);
    }

    /** Sends them all; returns the nanoseconds that each took, in growing order, when they are done. */
    long[] run(Stage stage) throws InterruptedException {
        stage.vertx().setPeriodic(1, timer -> {
            for (int i = 0; i < RECORDS_PER_MILLI; i++) {
                if (sent.get() == begun.length()) {
                    stage.vertx().cancelTimer(timer);
                    return;
                }
                send(stage, sent.getAndIncrement());
            }
        });
        if (!open.await(1, TimeUnit.MINUTES)) {
            throw new AssertionError(open.getCount() + " records were never done");
        }
        long[] all =
                LongStream.range(0, took.length()).map(i -> took.get((int) i)).toArray();
        Arrays.sort(all);
        return all;
    }

    private void send(Stage stage, int number) {
        begun.set(number, System.nanoTime());
        stage.send(stage.commands().purchase("item" + number % KEYS, Integer.toString(number)).toBuilder()
                .clearReplyTo()
                .build());
    }

    /** {@code command}, one of these, is done with. */
    void done(Command command) {
        int number = Integer.parseInt(command.getUserId());
        if (took.compareAndSet(number, 0, System.nanoTime() - begun.get(number))) {
            open.countDown();
        }
    }
}
