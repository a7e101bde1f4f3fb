package io.seckill.load.host;

import io.seckill.load.simulation.Brief;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how much load a simulation brings, and what it asks for. */
final class LoadOptions {
    @Option(names = "--rate", paramLabel = "N", description = "Buyers a second (Capacity: what each level adds).")
    private @Nullable Double rate;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "How long (Capacity: each level).")
    private @Nullable Long seconds;

    @Option(names = "--objective", paramLabel = "MILLIS", description = "The p99 to keep.")
    private @Nullable Long objectiveMillis;

    @Option(names = "--items", paramLabel = "N", description = "Items that the load is spread on.")
    private @Nullable Integer items;

    @Option(names = "--stock", paramLabel = "UNITS", description = "Of each item.")
    private @Nullable Long stock;

    @Option(names = "--smoke", description = "Short and gentle: shows that it runs, measures nothing.")
    private boolean smoke;

    Brief brief(Script script, Surroundings surroundings, Path folder) {
        Script.Defaults defaults = smoke ? script.defaults().smoke(script) : script.defaults();
        String run = script.name().toLowerCase(Locale.ROOT) + "-"
                + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        return new Brief(
                surroundings.buyers(),
                surroundings.operators(),
                run,
                items == null ? defaults.items() : items,
                stock == null ? defaults.stock() : stock,
                rate == null ? defaults.rate() : rate,
                seconds == null ? defaults.duration() : Duration.ofSeconds(seconds),
                Script.Defaults.levels(smoke),
                objectiveMillis == null ? defaults.objective() : Duration.ofMillis(objectiveMillis),
                folder.resolve(run + "-answers.json"));
    }
}
