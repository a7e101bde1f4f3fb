package io.seckill.load.report;

import io.seckill.load.measure.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a run took place.
 *
 * @param description processor, cores, memory, systems
 * @param idleNoise what others used before anything was started
 */
public record Machine(String description, Optional<Noise> idleNoise) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path MEM_INFO = Path.of("/proc/meminfo");

    /** This machine. */
    public static Machine here(Optional<Noise> idleNoise) {
        String processor = field(CPU_INFO, "model name").orElse(System.getProperty("os.arch"));
        String memory = field(MEM_INFO, "MemTotal")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) / (1 << 20) + " GiB")
                .orElse("memory unknown");
        return new Machine(
                String.format(
                        Locale.ROOT,
                        "%d cores of %s, %s, %s %s, Java %s",
                        Runtime.getRuntime().availableProcessors(),
                        processor,
                        memory,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version()),
                idleNoise);
    }

    private static Optional<String> field(Path file, String name) {
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
