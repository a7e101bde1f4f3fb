package io.seckill.load.trial;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a contender can take: what it did in the best closed loop of the round, moments ago. A machine that others share
 * changes its speed from round to round, so what it did in earlier ones says less.
 *
 * @param perSecond good answers a second
 * @param connections over which it gave them
 */
public record Capacity(double perSecond, int connections) {
    /** No closed loop was measured. */
    private static final Capacity UNKNOWN = new Capacity(0, 0);

    /** The capacity of {@code contender}, of which {@code round} has what {@code trials} have shown so far. */
    public static Capacity of(Contender contender, List<Trial> trials, List<Measurement> round) {
        return trials.stream()
                .flatMap(trial -> trial instanceof Trial.Closed closed ? Stream.of(closed) : Stream.empty())
                .flatMap(closed -> Summary.of(round, contender, closed.label()).stream()
                        .map(summary -> new Capacity(summary.throughput(), closed.connections())))
                .max(Comparator.comparingDouble(Capacity::perSecond))
                .orElse(UNKNOWN);
    }
}
