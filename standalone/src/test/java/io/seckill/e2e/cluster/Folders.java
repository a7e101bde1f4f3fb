package io.seckill.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where clusters keep what they must find again after a restart. */
final class Folders {
    private Folders() {}

    /** A new temporary folder. */
    static Path create() {
        try {
            return Files.createTempDirectory("seckill-e2e-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what is in {@code from} into {@code to}, which is empty or missing. */
    static void copy(Path from, Path to) {
        try (Stream<Path> content = Files.walk(from)) {
            for (Path each : content.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes {@code folder} and all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> content = Files.walk(folder)) {
            List<Path> deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
