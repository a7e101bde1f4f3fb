package io.seckill.load.host;

import io.seckill.load.process.Product;
import io.seckill.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a simulation is put on. */
final class TargetOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A gateway's public URL. Without it the product is started for the simulation.")
    private @Nullable String url;

    @Option(
            names = "--operators",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8081",
            description = "With --url: its management URL. Default ${DEFAULT-VALUE}.")
    private String operators = "";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "With --url: its Kafka, so that the audit can read the ledger.")
    private @Nullable String kafka;

    @Option(
            names = "--backend-pid",
            paramLabel = "PID",
            description = "With --url: a backend on this machine that Timeouts may hold up.")
    private @Nullable Long backend;

    /** What {@code script} is put on: the given gateway, or {@code product}, started now. */
    Target target(Script script, Product product) throws InterruptedException {
        if (url == null) {
            return script.slowsTheBackend() ? Target.apart(product) : Target.standalone(product);
        }
        if (script.slowsTheBackend() && backend == null) {
            throw new SettingsException(script + " holds up the backend: with --url it needs --backend-pid");
        }
        return new Target(
                url,
                operators,
                Optional.ofNullable(kafka),
                backend == null ? OptionalLong.empty() : OptionalLong.of(backend),
                List.of());
    }
}
