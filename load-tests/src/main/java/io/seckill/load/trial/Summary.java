package io.seckill.load.trial;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Role;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The rounds of one contender under one trial, taken together: medians, because one disturbed round of three then
 * counts for nothing.
 */
public final class Summary {
    /** Rounds further apart than this, as a share of their median, do not agree. */
    private static final double MAX_SPREAD = 0.2;

    private static final double WELL = 0.99;

    private final List<Measurement> rounds;

    private Summary(List<Measurement> rounds) {
        this.rounds = rounds;
    }

    /** The summary of {@code contender} under the trial of that label; empty where it was not measured. */
    public static Optional<Summary> of(List<Measurement> all, Contender contender, String trial) {
        List<Measurement> rounds = all.stream()
                .filter(each -> each.contender() == contender && each.trial().equals(trial))
                .toList();
        return rounds.isEmpty() ? Optional.empty() : Optional.of(new Summary(rounds));
    }

    /** The middle value, or the mean of the two middle ones; NaN of nothing. */
    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Good answers a second. */
    public double throughput() {
        return median(each -> each.result().throughput());
    }

    /** The latency that {@code percent} of the good answers did not exceed, in milliseconds. */
    public double latencyMillis(double percent) {
        return median(each -> each.result().latencyMillis(percent));
    }

    /** Good answers in the smallest round. */
    public long samples() {
        return rounds.stream().mapToLong(each -> each.result().good()).min().orElse(0);
    }

    /** Processor time of {@code role} per good answer, in microseconds; empty where no such process took part. */
    public OptionalDouble cpuMicros(Role role) {
        double[] values = rounds.stream()
                .map(each -> each.cost().microsPerRequest(role, each.result().goodInWindow()))
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(Arrays.stream(values)));
    }

    /** The longest pause of {@code role} in any round, in milliseconds; empty where no such JVM took part. */
    public OptionalDouble longestPauseMillis(Role role) {
        return rounds.stream()
                .map(each -> each.cost().longestPause().get(role))
                .filter(Objects::nonNull)
                .mapToDouble(pause -> pause.toNanos() / 1e6)
                .max();
    }

    /** Answers that were neither success nor refusal, and lost requests, over all rounds. */
    public long failed() {
        return rounds.stream().mapToLong(each -> each.result().failed()).sum();
    }

    /** Requests a second that were meant to be sent; 0 in a closed loop. */
    public double offered() {
        return median(Measurement::offered);
    }

    /** Whether 99 of 100 requests were answered well, and within {@link LoadResult#SLOW}. */
    public boolean isSustained() {
        return median(each -> (double) each.result().good() / each.result().sent()) >= WELL
                && latencyMillis(100 * WELL) <= LoadResult.SLOW.toMillis();
    }

    /** The rounds. */
    public List<Measurement> rounds() {
        return rounds;
    }

    /** Why the figures are not to be trusted: each round's doubts, and rounds that do not agree. */
    public Set<String> doubts() {
        Set<String> doubts = new LinkedHashSet<>();
        rounds.forEach(each ->
                each.doubts().forEach(doubt -> doubts.add("round " + (each.round() + 1) + ": " + doubt)));
        double[] sorted = rounds.stream()
                .mapToDouble(each -> each.result().throughput())
                .sorted()
                .toArray();
        double spread = (sorted[sorted.length - 1] - sorted[0]) / throughput();
        if (spread > MAX_SPREAD) {
            doubts.add(String.format(
                    java.util.Locale.ROOT,
                    "the rounds' throughputs lie %.0f%% apart (%,.0f to %,.0f/s)",
                    spread * 100,
                    sorted[0],
                    sorted[sorted.length - 1]));
        }
        return doubts;
    }

    private double median(ToDoubleFunction<Measurement> value) {
        return median(rounds.stream().mapToDouble(value));
    }
}
