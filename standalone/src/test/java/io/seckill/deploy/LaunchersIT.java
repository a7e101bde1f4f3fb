package io.seckill.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launchers in {@code bin}: which flags Java gets, and what wins over them. End-to-end tests start them too. */
class LaunchersIT {
    private static final Path BIN = Path.of("..", "bin").toAbsolutePath().normalize();
    private static final String SHOW = "-XX:+PrintCommandLineFlags";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "gateway, seckill-gateway, UseParallelGC",
        "backend, seckill-backend, UseG1GC",
        "broker, seckill-standalone, UseParallelGC",
        "standalone, seckill-standalone, UseG1GC"
    })
    void eachProcessHasFlagsThatFitIt(String launcher, String program, String collector) {
        String said = help(BIN.resolve(launcher), Map.of("JAVA_OPTS", SHOW));

        assertThat(said)
                .contains("-XX:+" + collector, "-XX:+ExitOnOutOfMemoryError", "-XX:MaxHeapSize=", "Usage: " + program);
    }

    @ParameterizedTest
    @CsvSource({"JDK_JAVA_OPTIONS, JAVA_OPTS", "JAVA_TOOL_OPTIONS, _JAVA_OPTIONS"})
    void flagsOfOnesOwnWin(String early, String late) {
        String said = help(
                BIN.resolve("gateway"),
                Map.of(early, "-XX:+UseSerialGC", late, "-XX:-ExitOnOutOfMemoryError -Xmx300m " + SHOW));

        assertThat(said)
                .contains("-XX:+UseSerialGC", "-XX:-ExitOnOutOfMemoryError", "-XX:MaxHeapSize=314572800")
                .doesNotContain("UseParallelGC");
    }

    @Test
    void anImageTakesAShareOfItsMemoryAndTheArchiveThatItWrote() throws IOException {
        Path gateway = image();
        assertThat(help(gateway, Map.of("CLASSES_AT_EXIT", "yes"))).doesNotContain("shared objects file");

        String said = help(gateway, Map.of("JAVA_OPTS", SHOW + " -Xlog:class+load"));

        assertThat(said)
                .contains("-XX:MaxRAMPercentage=50")
                .containsPattern("io\\.seckill\\.gateway\\.GatewayMain source: shared objects file");
    }

    @Test
    void anArchiveThatDoesNotFitStopsNothing() throws IOException {
        Path gateway = image();
        for (String kind : List.of("jsa", "aot")) {
            Files.writeString(folder.resolve("an image/seckill-gateway." + kind), "written by something else");
        }

        assertThat(help(gateway, Map.of())).contains("Usage: seckill-gateway");
    }

    /** The files of an image, in a path with a blank; answers a link to its gateway's launcher. */
    private Path image() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("an image/bin"));
        for (String script : List.of("launch", "gateway")) {
            Files.copy(BIN.resolve(script), bin.resolve(script));
        }
        Path jar = BIN.resolveSibling("gateway/target/seckill-gateway.jar");
        Files.createSymbolicLink(folder.resolve("an image/seckill-gateway.jar"), jar);
        return Files.createSymbolicLink(folder.resolve("gateway"), bin.resolve("gateway"));
    }

    /** What {@code launcher --help} says. */
    private static String help(Path launcher, Map<String, String> environment) {
        try (ChildProcess process =
                ChildProcess.start("launcher", List.of(launcher.toString(), "--help"), environment)) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.output();
        }
    }
}
