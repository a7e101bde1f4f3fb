package io.seckill.load.bench;

import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Plan;
import io.seckill.load.trial.Trial;
import io.seckill.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what is measured, and how long. */
final class PlanOptions {
    private static final Duration RECOVERY = Duration.ofSeconds(8);

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "L0,L1,B,G",
            description = "Who is compared: ${COMPLETION-CANDIDATES}. Default ${DEFAULT-VALUE}.")
    private List<Contender> systems = List.of();

    @Option(
            names = "--connections",
            split = ",",
            paramLabel = "N",
            defaultValue = "64,512",
            description = "Closed loops with so many connections. Default ${DEFAULT-VALUE}; none for no closed loop.")
    private List<String> connections = List.of();

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "RATE",
            defaultValue = "100,500,2000,50%,90%",
            description =
                    "Open loops: requests a second, or %% of what the system does in its best closed loop, over as"
                            + " many connections as that. Default ${DEFAULT-VALUE}; none for no open loop.")
    private List<String> rates = List.of();

    @Option(
            names = "--overload",
            paramLabel = "FACTOR",
            defaultValue = "2",
            description = "Also try so many times the gateway's capacity, and its recovery; 0 for not. Default"
                    + " ${DEFAULT-VALUE}.")
    private double overload;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Of one measurement. Default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "150",
            description = "At most, for each system; it ends earlier where the throughput is steady and compilers have"
                    + " little left to do. Default ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(
            names = "--blocking-threads",
            paramLabel = "N",
            defaultValue = "200",
            description = "Threads of system B. Default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "That any open loop may open. Default ${DEFAULT-VALUE}.")
    private int maxConnections;

    @Option(names = "--smoke", description = "Everything once, for moments: shows that it runs, measures nothing.")
    private boolean smoke;

    Plan plan() {
        return smoke ? smokePlan() : fullPlan();
    }

    private Plan fullPlan() {
        Plan.WarmUp warming = new Plan.WarmUp(Duration.ofSeconds(2), 5, duration(warmUp), Duration.ofSeconds(1));
        return new Plan(systems, trials(), rounds, duration(seconds), warming, threads, maxConnections);
    }

    private Plan smokePlan() {
        List<Trial> one = List.of(
                new Trial.Closed(8),
                new Trial.FixedRate(100),
                new Trial.ShareOfCapacity(0.5),
                new Trial.Overload(2, Duration.ofSeconds(1)));
        Duration moment = Duration.ofMillis(500);
        Plan.WarmUp warming = new Plan.WarmUp(moment, 4, moment.multipliedBy(4), moment.dividedBy(4));
        return new Plan(systems, one, 1, moment, warming, threads, maxConnections);
    }

    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        given(connections).forEach(text -> trials.add(new Trial.Closed(Integer.parseInt(text))));
        given(rates).forEach(text -> trials.add(rate(text)));
        if (overload > 0 && systems.contains(Contender.G)) {
            trials.add(new Trial.Overload(overload, RECOVERY));
        }
        if (given(connections).isEmpty() && !trials.stream().allMatch(Trial.FixedRate.class::isInstance)) {
            throw new SettingsException("without --connections there is no capacity to count from: give --rates without"
                    + " %, and --overload=0");
        }
        return trials;
    }

    private static List<String> given(List<String> values) {
        return values.equals(List.of("none")) ? List.of() : values;
    }

    private static Trial rate(String text) {
        return text.endsWith("%")
                ? new Trial.ShareOfCapacity(Double.parseDouble(text.substring(0, text.length() - 1)) / 100)
                : new Trial.FixedRate(Double.parseDouble(text));
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
