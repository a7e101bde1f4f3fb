package io.seckill.backend.repartition;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a person sees of a growth: a line for each step, with the seconds since its beginning. */
public final class RepartitioningReport {
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final long REMIND_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private final long begun;

    /** Begins now, by {@code nanoTime}; each line goes to {@code lines}. */
    public RepartitioningReport(Consumer<String> lines, LongSupplier nanoTime) {
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    void line(String text) {
        Duration since = Duration.ofNanos(nanoTime.getAsLong() - begun);
        lines.accept("%6.1f s  %s".formatted(since.toMillis() / 1_000.0, text));
    }

    /** Looks again and again until {@code done} with what {@code left} tells, and says now and then what that is. */
    <T> void until(String what, Supplier<T> left, Predicate<T> done) throws InterruptedException {
        long remindAt = nanoTime.getAsLong() + REMIND_EVERY_NANOS;
        for (T now = left.get(); !done.test(now); now = left.get()) {
            if (nanoTime.getAsLong() - remindAt >= 0) {
                line("waiting until " + what + ": " + now);
                remindAt += REMIND_EVERY_NANOS;
            }
            rest(LOOK_EVERY_MILLIS);
        }
    }

    void rest(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
