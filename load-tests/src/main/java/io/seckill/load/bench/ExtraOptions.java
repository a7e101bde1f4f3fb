package io.seckill.load.bench;

import io.seckill.load.measure.Role;
import io.seckill.load.process.Product;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options for those who experiment with the gateway, the backend or the broker; without them they run as shipped. */
final class ExtraOptions {
    @Option(
            names = "--jvm",
            paramLabel = "PROCESS=OPTION",
            description =
                    "A JVM option for gateway, backend or broker, such as gateway=-XX:+UseSerialGC. May be repeated.")
    private List<String> jvm = List.of();

    @Option(
            names = "--set",
            paramLabel = "PROCESS:PATH=VALUE",
            description = "A setting for one of them, such as gateway:gateway.http.loops=1. May be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--other",
            paramLabel = "DIR",
            description = "Where O, another build of the project, lies; default this one, for other options alone.")
    private @Nullable Path other;

    @Option(names = "--other-jvm", paramLabel = "PROCESS=OPTION", description = "As --jvm, for O alone.")
    private List<String> otherJvm = List.of();

    @Option(names = "--other-set", paramLabel = "PROCESS:PATH=VALUE", description = "As --set, for O alone.")
    private List<String> otherSettings = List.of();

    Product.Extras extras() {
        return extras(jvm, settings);
    }

    Product.Other other(Path home) {
        return new Product.Other(other == null ? home : other, extras(otherJvm, otherSettings));
    }

    private static Product.Extras extras(List<String> jvm, List<String> settings) {
        return new Product.Extras(byRole(jvm, '='), byRole(settings, ':'));
    }

    private static Map<Role, List<String>> byRole(List<String> options, char separator) {
        Map<Role, List<String>> byRole = new EnumMap<>(Role.class);
        for (String option : options) {
            int at = option.indexOf(separator);
            if (at < 1) {
                throw new TypeConversionException("no process named in " + option);
            }
            Role role = Role.valueOf(option.substring(0, at).toUpperCase(Locale.ROOT));
            byRole.computeIfAbsent(role, none -> new ArrayList<>()).add(option.substring(at + 1));
        }
        return byRole;
    }
}
