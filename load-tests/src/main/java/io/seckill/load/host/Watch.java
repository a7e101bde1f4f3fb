package io.seckill.load.host;

import io.seckill.load.measure.ProcFs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Watches how many threads and how much memory the product has while it works: neither may creep upwards. */
final class Watch {
    private static final long PERIOD_SECONDS = 1;

    /** A compiler thread or two may come and go; a leak is more. */
    private static final long MAX_NEW_THREADS = 10;

    private final ProcFs proc;
    private final List<Long> pids;
    private final Thread thread = new Thread(this::run, "watch");

    /** Written by that thread, read after it has ended. */
    private final List<Sample> samples = new ArrayList<>();

    private record Sample(long threads, long kibibytes) {}

    private Watch(ProcFs proc, List<Long> pids) {
        this.proc = proc;
        this.pids = pids;
    }

    /** Starts watching {@code pids}. */
    static Watch over(ProcFs proc, List<Long> pids) {
        Watch watch = new Watch(proc, pids);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (true) {
                long threads = pids.stream()
                        .mapToLong(pid -> proc.threadsOf(pid).orElse(0))
                        .sum();
                long memory = pids.stream()
                        .mapToLong(pid -> proc.memoryOf(pid).orElse(0))
                        .sum();
                samples.add(new Sample(threads, memory));
                TimeUnit.SECONDS.sleep(PERIOD_SECONDS);
            }
        } catch (InterruptedException e) {
            // Stopped: that is the only way out.
        }
    }

    /** Stops watching, and says what crept: the end is held against the first quarter, when everything is started. */
    Optional<String> stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        if (samples.isEmpty() || pids.isEmpty()) {
            return Optional.empty();
        }
        Sample early = samples.get(samples.size() / 4);
        Sample late = samples.get(samples.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "the product, after a quarter and at the end: %d and %d threads, %,d and %,d MiB resident%n",
                early.threads(),
                late.threads(),
                early.kibibytes() / 1024,
                late.kibibytes() / 1024);
        return late.threads() > early.threads() + MAX_NEW_THREADS
                ? Optional.of("threads grew from " + early.threads() + " to " + late.threads())
                : Optional.empty();
    }
}
