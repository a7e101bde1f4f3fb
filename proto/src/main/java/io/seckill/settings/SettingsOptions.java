package io.seckill.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every process has; mixed into its command with picocli's {@code @Mixin}. */
public final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read settings from this YAML file; see docs/configuration.md.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Set one setting, over the file and the environment. May be repeated.")
    private List<String> overrides = List.of();

    @Option(names = "--print-config", description = "Print the effective settings, secrets masked, and stop.")
    private boolean print;

    /** Lays file, {@code environment} and command line over {@code defaults}; see {@link Settings} for the failures. */
    public Settings over(Settings defaults, Map<String, String> environment) {
        Settings settings = file == null ? defaults : defaults.withFile(file);
        settings = settings.withEnvironment(environment);
        for (String override : overrides) {
            settings = settings.withOverride(override);
        }
        return settings;
    }

    /** Whether the caller asked to see the settings and nothing else. */
    public boolean printOnly() {
        return print;
    }
}
