package io.seckill.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseLogsTest {
    /** As JDK 17 and JDK 25 write them. */
    private static final String LONG = "[1.2s][info][safepoint] Safepoint \"G1CollectForAllocation\","
            + " Time since last: 1204 ns, Reaching safepoint: 100 ns, At safepoint: 8000000 ns, Total: 8000100 ns\n";

    private static final String SHORT = "[1.2s][info][safepoint] Safepoint \"Cleanup\", Time since last:   99 ns,"
            + " Reaching safepoint:  1 ns, Cleanup:  1 ns, At safepoint:  2 ns, Leaving safepoint: 1 ns, Total:   5 ns,"
            + " Threads: 1 runnable, 9 total\n";

    @TempDir
    Path folder;

    @Test
    void onlyWhatComesLaterCounts() throws Exception {
        Path log = Files.writeString(folder.resolve("pauses-7.log"), LONG);
        PauseLogs pauses = new PauseLogs(folder);
        long before = pauses.lengthOf(7);

        Files.writeString(log, SHORT, StandardOpenOption.APPEND);

        assertThat(pauses.longestSince(7, 0)).contains(Duration.ofNanos(8_000_100));
        assertThat(pauses.longestSince(7, before)).contains(Duration.ofNanos(5));
        assertThat(pauses.longestSince(7, pauses.lengthOf(7))).contains(Duration.ZERO);
    }

    @Test
    void whoWritesNoLogIsNotSaidToBeWithoutPauses() {
        assertThat(new PauseLogs(folder).longestSince(8, 0)).isEmpty();
    }

    @Test
    void aJvmWithTheOptionWritesALogThatIsUnderstood() throws Exception {
        Path source = Files.writeString(
                folder.resolve("Collecting.java"),
                "class Collecting { public static void main(String[] none) { System.gc(); } }");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        PauseLogs pauses = new PauseLogs(folder);

        Process jvm = new ProcessBuilder(java, pauses.option(), source.toString())
                .inheritIO()
                .start();

        assertThat(jvm.waitFor()).isZero();
        assertThat(pauses.longestSince(jvm.pid(), 0))
                .hasValueSatisfying(longest -> assertThat(longest).isPositive());
    }
}
