package io.seckill.load.host;

import io.seckill.load.simulation.Brief;
import io.seckill.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how much load a simulation brings, and what it asks for. */
final class LoadOptions {
    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Buyers a second (Capacity: what each level adds), 0.1 to 100,000.")
    private @Nullable Double rate;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "How long buyers come before who are not judged, 1 to 3,600.")
    private @Nullable Long warmUpSeconds;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "How long (Capacity: each level), 1 to 86,400.")
    private @Nullable Long seconds;

    @Option(names = "--objective", paramLabel = "MILLIS", description = "The p99 to keep, 1 to 120,000.")
    private @Nullable Long objectiveMillis;

    @Option(names = "--items", paramLabel = "N", description = "Items that the load is spread on, 1 to 10,000.")
    private @Nullable Integer items;

    @Option(names = "--stock", paramLabel = "UNITS", description = "Of each item, 1 to 1,000,000,000.")
    private @Nullable Long stock;

    @Option(names = "--smoke", description = "Short and gentle: shows that it runs, measures nothing.")
    private boolean smoke;

    /** Refuses what no simulation can do, before anything is started. */
    void check() {
        within("--rate", rate, 0.1, 100_000);
        within("--warm-up", warmUpSeconds, 1, 3_600);
        within("--duration", seconds, 1, 86_400);
        within("--objective", objectiveMillis, 1, 120_000);
        within("--items", items, 1, 10_000);
        within("--stock", stock, 1, 1_000_000_000);
    }

    private static void within(String option, @Nullable Number value, Number least, long most) {
        if (value != null && !(value.doubleValue() >= least.doubleValue() && value.doubleValue() <= most)) {
            throw new SettingsException(
                    String.format(Locale.ROOT, "%s takes %s to %,d, not %s", option, least, most, value));
        }
    }

    Brief brief(Script script, Target target, Path folder) {
        Script.Defaults defaults = smoke ? script.defaults().smoke(script) : script.defaults();
        String run = script.name().toLowerCase(Locale.ROOT) + "-"
                + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        return new Brief(
                target.buyers(),
                target.operators(),
                run,
                items == null ? defaults.items() : items,
                stock == null ? defaults.stock() : stock,
                rate == null ? defaults.rate() : rate,
                warmUpSeconds == null ? defaults.warmUp() : Duration.ofSeconds(warmUpSeconds),
                seconds == null ? defaults.duration() : Duration.ofSeconds(seconds),
                Script.Defaults.levels(smoke),
                objectiveMillis == null ? defaults.objective() : Duration.ofMillis(objectiveMillis),
                folder.resolve(run + "-answers.json"));
    }
}
