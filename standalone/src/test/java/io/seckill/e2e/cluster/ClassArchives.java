package io.seckill.e2e.cluster;

import io.seckill.testkit.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An archive of the classes of each process (AppCDS), made by the first test JVM of a build that starts processes. A broker
 * takes 1.5 s of processor time with it until it is ready, and 2.6 s without.
 */
public final class ClassArchives {
    /** What runs each launcher's jar; the broker's archive serves the standalone too. */
    private static final Map<String, String> MODULES =
            Map.of("broker", "standalone", "gateway", "gateway", "backend", "backend");

    /** Without these options half of a short life's processor time would go to what pays off in minutes. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Path FOLDER = Path.of("target", "class-archives");

    private static boolean made;

    private ClassArchives() {}

    /** The jar of {@code module}, which {@code mvn package} builds. */
    private static Path jar(String module) {
        Path jar = Path.of("..", module, "target", "seckill-" + module + ".jar");
        if (!Files.exists(jar)) {
            throw new AssertionError("there is no " + jar + "; run mvn package first");
        }
        return jar;
    }

    /** The JVM options for a {@code launcher}'s process that lives for seconds, and in which nothing is measured. */
    public static List<String> shortLived(String launcher) {
        make();
        return options("-XX:SharedArchiveFile=" + archive(launcher));
    }

    /** One test JVM makes them; another one waits for that. */
    private static synchronized void make() {
        if (made) {
            return;
        }
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel file = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = file.lock()) {
                for (String launcher : MODULES.keySet()) {
                    if (isOld(launcher)) {
                        sellOne();
                    }
                }
                made = held.isValid();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOld(String launcher) throws IOException {
        Path archive = archive(launcher);
        Path jar = jar(MODULES.get(launcher));
        return Files.notExists(archive)
                || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0;
    }

    /** Each process writes, at its end, which classes one sale took. */
    private static void sellOne() {
        try (ProcessCluster cluster = ProcessCluster.start(
                "class-archives", Store.LEDGER, launcher -> options("-XX:ArchiveClassesAtExit=" + archive(launcher)))) {
            cluster.startBackend();
            cluster.startGateway();
            cluster.awaitReady();
            cluster.openSale("phone", SaleTerms.open(1));
            Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20));
            for (ChildProcess process : List.of(cluster.gateway(0), cluster.backend(0), cluster.broker())) {
                process.terminate();
                process.awaitExit();
            }
        }
    }

    private static Path archive(String launcher) {
        return FOLDER.resolve(launcher + ".jsa");
    }

    private static List<String> options(String archive) {
        List<String> options = new ArrayList<>(SHORT_LIVED);
        options.add(archive);
        return options;
    }
}
