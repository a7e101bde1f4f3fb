package io.seckill.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Settings that there were once, and what holds instead: {@code removed-settings.properties} lists them. */
final class Removed {
    private static final Properties INSTEAD = read();

    private Removed() {}

    private static Properties read() {
        try (InputStream in =
                Objects.requireNonNull(Removed.class.getResourceAsStream("/removed-settings.properties"))) {
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException e) {
            throw new IllegalStateException("a resource of this jar cannot be read", e);
        }
    }

    /** What holds instead of the setting at {@code path}, or of a group that it was in; null where there never was one. */
    static @Nullable String instead(String path) {
        return told(removed -> (path + ".").startsWith(removed + "."));
    }

    /** The same for an environment variable. */
    static @Nullable String insteadOfVariable(String variable) {
        return told(removed -> (variable + "_").startsWith(Environment.variableOf(removed) + "_"));
    }

    private static @Nullable String told(Predicate<String> meant) {
        return INSTEAD.stringPropertyNames().stream()
                .filter(meant)
                .sorted()
                .map(path -> path + " is no longer a setting: " + INSTEAD.getProperty(path))
                .findFirst()
                .orElse(null);
    }
}
