package io.seckill.load.report;

import io.seckill.load.measure.Role;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Outcome;
import io.seckill.load.trial.Summary;
import io.seckill.load.trial.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Two contenders beside each other in the same closed loop: both figures, and the first as a multiple of the second. */
final class Ratios {
    private static final List<Ratio> ALL = List.of(
            throughput(Contender.G, Contender.L0),
            throughput(Contender.G, Contender.B),
            throughput(Contender.G, Contender.W),
            throughput(Contender.G, Contender.WT),
            throughput(Contender.G, Contender.H),
            throughput(Contender.H, Contender.Q),
            throughput(Contender.S, Contender.N),
            throughput(Contender.P, Contender.G),
            throughput(Contender.O, Contender.G),
            cpu(Contender.G, Role.GATEWAY, Contender.L0, Role.GATEWAY),
            cpu(Contender.G, Role.BROKER, Contender.L0, Role.GATEWAY),
            cpu(Contender.S, Role.GATEWAY, Contender.N, Role.GATEWAY),
            cpu(Contender.O, Role.GATEWAY, Contender.G, Role.GATEWAY),
            cpu(Contender.O, Role.BACKEND, Contender.G, Role.BACKEND));

    private final Outcome outcome;

    Ratios(Outcome outcome) {
        this.outcome = outcome;
    }

    private record Side(Contender contender, Function<Summary, OptionalDouble> figure) {}

    private record Ratio(String name, Side above, Side below) {}

    private static Ratio throughput(Contender above, Contender below) {
        return new Ratio(
                above + "/" + below + " req/s",
                new Side(above, summary -> OptionalDouble.of(summary.throughput())),
                new Side(below, summary -> OptionalDouble.of(summary.throughput())));
    }

    /** A bare server plays the gateway. */
    private static Ratio cpu(Contender above, Role aboveRole, Contender below, Role belowRole) {
        return new Ratio(
                above + "/" + below + " " + aboveRole.label() + " µs",
                new Side(above, summary -> summary.cpuMicros(aboveRole)),
                new Side(below, summary -> summary.cpuMicros(belowRole)));
    }

    /** A row for each that was measured. */
    Table table() {
        Table table = new Table("ratio, connections", "first", "second", "ratio");
        for (Trial trial : outcome.plan().trials()) {
            if (trial instanceof Trial.Closed closed) {
                ALL.forEach(ratio -> addTo(table, closed, ratio));
            }
        }
        return table;
    }

    private void addTo(Table table, Trial.Closed trial, Ratio ratio) {
        OptionalDouble above = of(ratio.above(), trial);
        OptionalDouble below = of(ratio.below(), trial);
        if (above.isPresent() && below.isPresent()) {
            table.row(List.of(
                    ratio.name() + ", " + trial.connections(),
                    number("%,.0f", above.getAsDouble()),
                    number("%,.0f", below.getAsDouble()),
                    number("%.2f", above.getAsDouble() / below.getAsDouble())));
        }
    }

    private OptionalDouble of(Side side, Trial trial) {
        Optional<Summary> summary = Summary.of(outcome.measurements(), side.contender(), trial.label());
        return summary.map(side.figure()).orElse(OptionalDouble.empty());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
