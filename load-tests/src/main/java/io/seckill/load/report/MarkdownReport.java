package io.seckill.load.report;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Noise;
import io.seckill.load.measure.Role;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Measurement;
import io.seckill.load.trial.Outcome;
import io.seckill.load.trial.Recovery;
import io.seckill.load.trial.Summary;
import io.seckill.load.trial.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The report for people: what was done where, the tables, the ratios, and what is not to be trusted. */
public final class MarkdownReport {
    /** Ten answers must lie beyond a percentile for it to mean something. */
    private static final int BEYOND = 10;

    private final Outcome outcome;
    private final Machine machine;
    private final String command;
    private final StringBuilder text = new StringBuilder();

    /** The report of {@code outcome}, which {@code command} made on {@code machine}. */
    public MarkdownReport(Outcome outcome, Machine machine, String command) {
        this.outcome = outcome;
        this.machine = machine;
        this.command = command;
    }

    /** The whole report. */
    public String text() {
        head();
        closedLoop();
        openLoop();
        ratios();
        overload();
        coldStart();
        memory();
        pauses();
        doubts();
        return text.toString();
    }

    private void head() {
        line("# Benchmark\n");
        line("- command: `%s`", command);
        line("- machine: %s", machine.description());
        line(
                "- noise before the start: %s",
                machine.idleNoise().map(MarkdownReport::noise).orElse("unknown here"));
        line(
                "- %d rounds of %.1f s for each figure; medians of the rounds\n",
                outcome.plan().rounds(), outcome.plan().duration().toMillis() / 1e3);
        outcome.plan().contenders().forEach(each -> line("- **%s**: %s", each, each.description()));
        line("");
    }

    private static String noise(Noise noise) {
        return String.format(
                Locale.ROOT, "%.1f%% stolen, %.1f%% other load", noise.steal() * 100, noise.others() * 100);
    }

    private void closedLoop() {
        line("## Closed loop: as fast as the connections go\n");
        Table table = new Table(columns("µs", "connections", "req/s", "p50 ms", "p99 ms"));
        trials(Trial.Closed.class)
                .forEach(trial -> forEach(trial, (contender, summary) -> {
                    List<String> row = new ArrayList<>(List.of(
                            contender + ", " + trial.label().replaceAll("\\D", ""),
                            number("%,.0f", summary.throughput()),
                            number("%.1f", summary.latencyMillis(50)),
                            percentile(summary, 99)));
                    row.addAll(cpu(summary));
                    table.row(row);
                }));
        line("%s", table.markdown());
    }

    private void openLoop() {
        line("## Open loop: latency from the intended send time\n");
        Table table = new Table(columns("µs", "rate", "offered/s", "served/s", "p50 ms", "p99 ms", "p99.9 ms"));
        outcome.plan()
                .openTrials()
                .forEach(trial -> forEach(trial, (contender, summary) -> {
                    List<String> row = new ArrayList<>(List.of(
                            contender + ", " + trial.label().replace("open ", ""),
                            number("%,.0f", summary.offered()),
                            number("%,.0f", summary.throughput()),
                            number("%.1f", summary.latencyMillis(50)),
                            percentile(summary, 99),
                            percentile(summary, 99.9)));
                    row.addAll(cpu(summary));
                    table.row(row);
                }));
        line("%s", table.markdown());
        outcome.plan().contenders().forEach(this::sustained);
    }

    private void sustained(Contender contender) {
        outcome.plan().openTrials().stream()
                .flatMap(trial -> of(contender, trial).stream())
                .filter(Summary::isSustained)
                .mapToDouble(Summary::offered)
                .max()
                .ifPresent(rate -> line(
                        "%s: %,.0f/s is the highest of these rates at which 99 of 100 were answered well within %d ms.\n",
                        contender, rate, LoadResult.SLOW.toMillis()));
    }

    private static String[] columns(String unit, String... first) {
        List<String> columns = new ArrayList<>(List.of(first));
        for (Role role : Role.values()) {
            columns.add((role.label() + " " + unit).trim());
        }
        return columns.toArray(String[]::new);
    }

    private static List<String> cpu(Summary summary) {
        List<String> cells = new ArrayList<>();
        for (Role role : Role.values()) {
            OptionalDouble micros = summary.cpuMicros(role);
            cells.add(micros.isPresent() ? number("%.0f", micros.getAsDouble()) : "");
        }
        return cells;
    }

    private void ratios() {
        line("## Ratios\n");
        line("%s", new Ratios(outcome).table().markdown());
    }

    private void overload() {
        for (Trial.Overload trial : trials(Trial.Overload.class)) {
            forEach(trial, (contender, summary) -> {
                line(
                        "## Overload: %s of the closed-loop capacity, then half of it\n",
                        trial.label().replaceAll("[^0-9%]", ""));
                Table table = new Table(
                        "round",
                        "sent",
                        "accepted",
                        "refused",
                        "other",
                        "rude",
                        "accepted/s",
                        "of capacity",
                        "accepted p99 ms",
                        "refused p99 ms",
                        "well after");
                summary.rounds().forEach(round -> table.row(overloadRow(round, trial)));
                line("%s", table.markdown());
                line(
                        "Rude: 503 without `Retry-After`. Well: no error, and 99%% within %d ms.\n",
                        LoadResult.SLOW.toMillis());
            });
        }
    }

    private List<String> overloadRow(Measurement round, Trial.Overload trial) {
        Duration overload = outcome.plan().duration();
        double accepted = Recovery.throughputUntil(overload, round.result().slices());
        Optional<Duration> well = Recovery.timeToWell(
                overload, overload.plus(trial.after()), round.result().slices());
        return List.of(
                Integer.toString(round.round() + 1),
                count(round.result().sent()),
                count(round.result().good()),
                count(round.result().refused()),
                count(round.result().failed()),
                count(round.result().refusedRudely()),
                number("%,.0f", accepted),
                number("%.0f%%", 100 * accepted * trial.factor() / round.offered()),
                number("%.1f", round.result().latencyMillis(99)),
                number("%.1f", round.result().refusal().getValueAtPercentile(99) / 1e3),
                well.map(MarkdownReport::seconds).orElse("not in the run"));
    }

    private void coldStart() {
        outcome.coldStart().ifPresent(cold -> {
            line("## Cold start of G\n");
            line(
                    "- errors among the first 1,000 purchases after ready: %d; answers by status: %s",
                    cold.result().failedEarly(), cold.result().byStatus());
            of(Contender.G, new Trial.Closed(cold.connections())).ifPresent(warm -> coldToWarm(cold, warm));
            line("");
        });
    }

    private void coldToWarm(Outcome.ColdStart cold, Summary warm) {
        Optional<Duration> after =
                Recovery.timeTo(0.9 * warm.throughput(), cold.result().slices());
        line(
                "- 90%% of the warm throughput with %d connections (%,.0f/s) after: %s",
                cold.connections(),
                warm.throughput(),
                after.map(MarkdownReport::seconds)
                        .orElse("not in " + seconds(cold.result().window())));
    }

    private void memory() {
        line("## Peak resident memory, MiB\n");
        Table table = new Table(columns("", "contender"));
        for (Contender contender : outcome.plan().contenders()) {
            outcome.measurements().stream()
                    .filter(each -> each.contender() == contender)
                    .reduce((first, last) -> last)
                    .ifPresent(last -> table.row(memoryRow(contender, last)));
        }
        line("%s", table.markdown());
        line("Of the whole run so far: B and G share broker and backend, all share the generator.\n");
    }

    private static List<String> memoryRow(Contender contender, Measurement last) {
        List<String> row = new ArrayList<>(List.of(contender.toString()));
        for (Role role : Role.values()) {
            Long peak = last.cost().peakMemory().get(role);
            row.add(peak == null ? "" : number("%,.0f", peak / 1024.0));
        }
        return row;
    }

    private void pauses() {
        line("## Longest pause, ms\n");
        Table table = new Table(columns("", "contender, load"));
        for (Trial trial : outcome.plan().trials()) {
            forEach(trial, (contender, summary) -> {
                List<String> row = new ArrayList<>(List.of(contender + ", " + trial.label()));
                for (Role role : Role.values()) {
                    OptionalDouble pause = summary.longestPauseMillis(role);
                    row.add(pause.isPresent() ? number("%.1f", pause.getAsDouble()) : "");
                }
                table.row(row);
            });
        }
        line("%s", table.markdown());
        line("For so long a JVM stopped all of its threads at most, in any round, for garbage or anything else.\n");
    }

    private void doubts() {
        line("## Not to be trusted\n");
        outcome.plan().contenders().stream()
                .filter(outcome.unsteady()::contains)
                .forEach(each -> line("- %s, all: its throughput still moved when the warm-up ended", each));
        boolean clean = outcome.unsteady().isEmpty();
        for (Trial trial : outcome.plan().trials()) {
            for (Contender contender : outcome.plan().contenders()) {
                Set<String> doubts = of(contender, trial).map(Summary::doubts).orElse(Set.of());
                doubts.forEach(doubt -> line("- %s, %s, %s", contender, trial.label(), doubt));
                clean &= doubts.isEmpty();
            }
        }
        line(clean ? "Nothing spoke against any figure." : "");
    }

    private static String percentile(Summary summary, double percent) {
        boolean enough = summary.samples() * (100 - percent) / 100 >= BEYOND;
        return enough ? number("%.1f", summary.latencyMillis(percent)) : "too few";
    }

    private <T extends Trial> List<T> trials(Class<T> type) {
        return outcome.plan().trials().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private void forEach(Trial trial, java.util.function.BiConsumer<Contender, Summary> action) {
        outcome.plan()
                .contenders()
                .forEach(contender -> of(contender, trial).ifPresent(summary -> action.accept(contender, summary)));
    }

    private Optional<Summary> of(Contender contender, Trial trial) {
        return Summary.of(outcome.measurements(), contender, trial.label());
    }

    private static String seconds(Duration duration) {
        return number("%.2f s", duration.toMillis() / 1e3);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
