package io.seckill.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seckill.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The backend in {@code examples/node-backend}, as a process. */
public final class NodeBackend {
    /** The consumer group in which it decides. */
    public static final String GROUP = "node-backend";

    private static final Path FOLDER = Path.of("..", "examples", "node-backend");

    private NodeBackend() {}

    /** Whether Node.js and the example's packages are here; where they are not, the test is skipped, but in CI it fails. */
    public static void assumeInstalled() {
        boolean here = Files.exists(FOLDER.resolve("node_modules")) && nodeRuns();
        String missing = "no Node.js, or no packages: run npm ci in examples/node-backend";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as(missing).isTrue();
        }
        assumeTrue(here, missing);
    }

    /** Starts it; {@code name} tells its log from another's. */
    public static ChildProcess start(String name, String bootstrapServers) {
        return ChildProcess.start(
                name,
                List.of("node", FOLDER.resolve("backend.js").toString()),
                Map.of("KAFKA", bootstrapServers, "GROUP", GROUP));
    }

    private static boolean nodeRuns() {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor(30, TimeUnit.SECONDS);
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
