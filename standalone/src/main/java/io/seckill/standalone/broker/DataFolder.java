package io.seckill.standalone.broker;

import io.seckill.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a broker keeps its data.
 *
 * @param path the folder; it exists and can be written
 * @param temporary whether {@link #release} deletes it
 */
record DataFolder(Path path, boolean temporary) {
    /** Marks a folder that Kafka has formatted; holds the id of its cluster. */
    private static final String FORMATTED = "meta.properties";

    /** Locked by a running Kafka for as long as it uses the folder. */
    private static final String LOCK = ".lock";

    /** The folder {@code path}, kept; where that is empty, a new temporary one. */
    static DataFolder of(String path) {
        return path.isEmpty() ? temporaryOne() : kept(Path.of(path));
    }

    /** A new folder among the system's temporary ones. */
    private static DataFolder temporaryOne() {
        try {
            return new DataFolder(Files.createTempDirectory("seckill-broker-"), true);
        } catch (IOException e) {
            throw new SettingsException("cannot create a temporary folder for the broker: " + e.getMessage(), e);
        }
    }

    /**
     * The folder {@code path}, created where it is missing.
     *
     * @throws SettingsException where it cannot be written, belongs to somebody else, or is in use
     */
    private static DataFolder kept(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new SettingsException("cannot create the data folder " + path, e);
        }
        if (!Files.isWritable(path)) {
            throw new SettingsException("cannot write to the data folder " + path);
        }
        DataFolder folder = new DataFolder(path, false);
        folder.refuseForeignData();
        folder.refuseSecondUser();
        return folder;
    }

    /** Whether a cluster lives here already. */
    boolean formatted() {
        return Files.exists(path.resolve(FORMATTED));
    }

    /** Deletes the folder where it is temporary; to be called when nobody uses it any more. */
    void release() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuseForeignData() {
        try (Stream<Path> content = Files.list(path)) {
            if (!formatted() && content.findAny().isPresent()) {
                throw new SettingsException(
                        "the data folder " + path + " has something else in it; name an empty or a new one");
            }
        } catch (IOException e) {
            throw new SettingsException("cannot read the data folder " + path, e);
        }
    }

    private void refuseSecondUser() {
        if (!formatted()) {
            return;
        }
        try (FileChannel channel =
                        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new SettingsException("cannot write to the data folder " + path, e);
        }
    }

    private SettingsException inUse() {
        return new SettingsException("the data folder " + path + " is in use by another broker");
    }
}
