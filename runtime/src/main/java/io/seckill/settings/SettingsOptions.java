package io.seckill.settings;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Set<String> noted = new HashSet<>();

    /** Lays file, {@code environment} and command line over {@code defaults}; see {@link Settings} for the failures. */
    public Settings over(Settings defaults, Map<String, String> environment) {
        Settings settings = file == null ? defaults : defaults.withFile(file);
        settings = settings.withEnvironment(environment, this::note);
        for (String override : overrides) {
            settings = settings.withOverride(override);
        }
        return settings;
    }

    /** On standard error, as nobody has said yet how to log; once, where settings are read twice. */
    private void note(String line) {
        if (noted.add(line)) {
            System.err.println(line);
        }
    }

    /** Whether the caller asked to see the settings and nothing else. */
    public boolean printOnly() {
        return print;
    }
}
