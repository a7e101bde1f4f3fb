package io.seckill.load.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What JVMs log of their safepoints: for how long each stopped all of its threads, to collect garbage or for anything else,
 * the wait until the last one stood included.
 */
public final class PauseLogs {
    private static final Pattern PAUSE = Pattern.compile("Safepoint \".*Total: +(\\d+) ns");

    private final Path folder;

    /** One log a JVM in {@code folder}. */
    public PauseLogs(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** The option by which a JVM writes such a log. */
    public String option() {
        return "-Xlog:safepoint:file=" + log("%p") + "::filecount=0"; // never rotated
    }

    /** How many bytes the log of {@code pid} has so far. */
    public long lengthOf(long pid) {
        try {
            Path log = log(Long.toString(pid));
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the pauses of " + pid, e);
        }
    }

    /** The longest pause of {@code pid} since its log had {@code from} bytes, zero for none; empty without such a log. */
    public Optional<Duration> longestSince(long pid, long from) {
        Path log = log(Long.toString(pid));
        if (Files.notExists(log)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(from);
            long longest = PAUSE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .mapToLong(pause -> Long.parseLong(pause.group(1)))
                    .max()
                    .orElse(0);
            return Optional.of(Duration.ofNanos(longest));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the pauses of " + pid, e);
        }
    }

    private Path log(String pid) {
        return folder.resolve("pauses-" + pid + ".log");
    }
}
