package io.seckill.warm;

import io.seckill.process.Causes;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One warm-up of this process. It only costs time: whatever becomes of it, the start goes on afterwards. */
public final class WarmUp {
    /** The longest that may be set: a load balancer waits for it. */
    public static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

    private static final long LOOK_EVERY_MILLIS = 250;

    /** Milliseconds of compilation between two looks, below which only stragglers are compiled ... */
    private static final long QUIET_MILLIS = 5;

    /** ... and looks of that kind in a row, after which nothing more is waited for. */
    private static final int QUIET_LOOKS = 4;

    private final Duration longest;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Purchases that run until they are closed, and leave nothing. */
    public interface Rehearsal extends AutoCloseable {
        /** How many were answered so far. */
        long answered();

        /** Ends them. Blocks for a moment. */
        @Override
        void close();
    }

    /** A warm-up of {@code longest}; zero: there is none. */
    public WarmUp(Duration longest) {
        this.longest = longest;
    }

    /** Whether there is none. */
    public boolean isOff() {
        return longest.isZero();
    }

    /** What the start waits for meanwhile, for readiness to say. */
    public String awaited() {
        return "its code to be compiled: warming up, for " + longest.toMillis() + " ms at most";
    }

    /**
     * Has what {@code start} starts run until the compilers are done or the time is over, and closes it. All that on a thread
     * of its own, on which both may block.
     *
     * @return completes in the end, also where the rehearsal failed: the log says how it went
     */
    public CompletableFuture<Void> begin(Callable<? extends Rehearsal> start) {
        return CompletableFuture.runAsync(() -> run(start), work -> new Thread(work, "seckill-warm-up").start());
    }

    private void run(Callable<? extends Rehearsal> start) {
        long begun = System.nanoTime();
        try (Rehearsal rehearsal = start.call()) {
            String end = awaitEnd(begun + longest.toNanos());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            log.info("warmed up by {} purchases in {} ms: {}", rehearsal.answered(), millis, end);
        } catch (Exception | LinkageError e) {
            log.warn("the warm-up failed, so the first purchases may be slow: {}", Causes.inOneLine(e));
        }
    }

    /** Ends it early; any thread may. */
    public void stop() {
        stopped.countDown();
    }

    private String awaitEnd(long deadline) throws InterruptedException {
        int quietLooks = 0;
        for (long before = compilationMillis(); System.nanoTime() - deadline < 0; ) {
            if (stopped.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                return "the process stops";
            }
            long now = compilationMillis();
            quietLooks = now - before <= QUIET_MILLIS ? quietLooks + 1 : 0;
            before = now;
            if (quietLooks == QUIET_LOOKS) {
                return "the compilers are done";
            }
        }
        return "the time is over";
    }

    /** Of all compilers so far; always 0 where none runs. */
    private static long compilationMillis() {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        return compilers == null || !compilers.isCompilationTimeMonitoringSupported()
                ? 0
                : compilers.getTotalCompilationTime();
    }
}
