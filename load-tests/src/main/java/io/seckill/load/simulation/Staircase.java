package io.seckill.load.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The levels of a rising load, each judged by itself: did 99 of 100 buyers get their unit within the objective? Two
 * levels in a row that missed it are the end; one alone is a hiccup of the machine. Thread-safe.
 */
final class Staircase {
    private static final double PERCENTILE = 99;
    private static final double MAX_FAILED = 0.01;
    private static final long MAX_MILLIS = 120_000;

    private final double step;
    private final Duration perLevel;
    private final Duration objective;
    private final List<Level> levels = new ArrayList<>();

    /** Level 0 has {@code step} buyers a second, and each next one that many more. */
    Staircase(double step, Duration perLevel, Duration objective) {
        this.step = step;
        this.perLevel = perLevel;
        this.objective = objective;
    }

    private static final class Level {
        private final Histogram millis = new Histogram(MAX_MILLIS, 3);
        private long failed;

        private double failedShare() {
            return (double) failed / Math.max(1, failed + millis.getTotalCount());
        }
    }

    /** A buyer who came {@code sinceStart} was told after {@code millis} that the unit is theirs, or was not. */
    synchronized void add(Duration sinceStart, long millis, boolean bought) {
        int index = (int) sinceStart.dividedBy(perLevel);
        while (levels.size() <= index) {
            levels.add(new Level());
        }
        Level level = levels.get(index);
        if (bought) {
            level.millis.recordValue(Math.min(millis, MAX_MILLIS));
        } else {
            level.failed++;
        }
    }

    /** Two levels in a row that are over, to their last buyer, have missed the objective. */
    synchronized boolean isBroken() {
        return end(levels.size() - 1) < levels.size() - 1;
    }

    /** Buyers a second of the highest level that kept the objective before two in a row missed it; empty where none did. */
    synchronized OptionalDouble sustainable() {
        return IntStream.range(0, end(levels.size()))
                .filter(level -> passed(levels.get(level)))
                .mapToDouble(level -> (level + 1) * step)
                .max();
    }

    /** The first of two levels in a row, among the first {@code count}, that missed; else {@code count}. */
    private int end(int count) {
        return IntStream.range(0, count - 1)
                .filter(level -> !passed(levels.get(level)) && !passed(levels.get(level + 1)))
                .findFirst()
                .orElse(count);
    }

    /** A line for each level. */
    synchronized List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            lines.add(String.format(
                    java.util.Locale.ROOT,
                    "%,8.0f/s  p50 %5d ms  p99 %5d ms  failed %4.1f%%  %s",
                    (i + 1) * step,
                    level.millis.getValueAtPercentile(50),
                    level.millis.getValueAtPercentile(PERCENTILE),
                    level.failedShare() * 100,
                    passed(level) ? "within the objective" : "missed"));
        }
        return lines;
    }

    private boolean passed(Level level) {
        return level.failedShare() <= MAX_FAILED
                && level.millis.getValueAtPercentile(PERCENTILE) <= objective.toMillis();
    }
}
