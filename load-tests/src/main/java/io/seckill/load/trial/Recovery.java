package io.seckill.load.trial;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.generate.LoadResult.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads two things off a load's slices: how soon a system is at speed, and how soon it is well again. */
public final class Recovery {
    /** Slices that make a second: a single quick quarter of a second proves nothing. */
    private static final int SECOND = (int) (Duration.ofSeconds(1).toMillis() / LoadResult.SLICE.toMillis());

    /** A slice is well where no more than this share of its answers is slow. */
    private static final double MAX_SLOW = 0.01;

    private Recovery() {}

    /** When a second's throughput first reached {@code perSecond}, counted from the load's start to that second's end. */
    public static Optional<Duration> timeTo(double perSecond, List<Slice> slices) {
        for (int end = SECOND; end <= slices.size(); end++) {
            long inSecond = slices.subList(end - SECOND, end).stream()
                    .mapToLong(Slice::good)
                    .sum();
            if (inSecond >= perSecond) {
                return Optional.of(LoadResult.SLICE.multipliedBy(end));
            }
        }
        return Optional.empty();
    }

    /**
     * How long after {@code from} answers were still bad or slow; empty where they were so to the end.
     *
     * @param to the end of the load; what comes later has only stragglers
     */
    public static Optional<Duration> timeToWell(Duration from, Duration to, List<Slice> slices) {
        int first = index(from);
        int end = Math.min(index(to), slices.size());
        int lastIll = first - 1;
        for (int i = first; i < end; i++) {
            Slice slice = slices.get(i);
            if (slice.bad() > 0 || slice.slow() > MAX_SLOW * slice.good()) {
                lastIll = i;
            }
        }
        return lastIll == end - 1 ? Optional.empty() : Optional.of(LoadResult.SLICE.multipliedBy(lastIll + 1L - first));
    }

    /** Good answers a second before {@code to}. */
    public static double throughputUntil(Duration to, List<Slice> slices) {
        long good = slices.stream().limit(index(to)).mapToLong(Slice::good).sum();
        return good * 1e9 / to.toNanos();
    }

    private static int index(Duration at) {
        return (int) at.dividedBy(LoadResult.SLICE);
    }
}
