package io.seckill.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
    @TempDir
    Path root;

    @Test
    void machineLineIsSplitIntoBusyStolenAndIdle() throws IOException {
        Files.writeString(root.resolve("stat"), "cpu  10 1 20 300 4 2 3 5 7 0\ncpu0 5 1 10 150 2 1 1 2 7 0\n");

        assertThat(new ProcFs(root).machine()).contains(new CpuTimes(36, 5, 345));
    }

    @Test
    void otherLinesAreNoMachineLine() {
        assertThatThrownBy(() -> CpuTimes.parse("intr 1 2 3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void processNameMayHoldSpacesAndParentheses() {
        String stat = "42 (a b) c) S 1 42 42 0 -1 4194304 104 0 0 0 250 50 9 9 20 0 1 0 111786 3133440 416";

        assertThat(ProcFs.cpuTime(stat)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void compilersAreTheThreadsThatHotSpotCallsSo() throws IOException {
        thread(50, "C2 CompilerThre", 200);
        thread(51, "C1 CompilerThre", 30);
        thread(52, "seckill C2", 1000);

        assertThat(new ProcFs(root).compilingOf(42)).contains(Duration.ofMillis(2300));
        assertThat(new ProcFs(root).compilingOf(43)).isEmpty();
    }

    private void thread(int id, String name, int ticks) throws IOException {
        Path folder = Files.createDirectories(root.resolve("42/task/" + id));
        Files.writeString(
                folder.resolve("stat"),
                id + " (" + name + ") S 1 42 42 0 -1 4194304 104 0 0 0 " + ticks
                        + " 0 9 9 20 0 1 0 111786 3133440 416");
    }

    @Test
    void peakMemoryIsReadInKibibytes() throws IOException {
        Files.createDirectory(root.resolve("42"));
        Files.writeString(root.resolve("42/status"), "Name:\tjava\nVmHWM:\t  123456 kB\nThreads:\t17\n");

        assertThat(new ProcFs(root).peakMemoryOf(42)).hasValue(123_456);
        assertThat(new ProcFs(root).threadsOf(42)).hasValue(17);
    }

    @Test
    void aProcessThatIsGoneHasNoFigures() {
        assertThat(new ProcFs(root).cpuOf(42)).isEmpty();
        assertThat(new ProcFs(root).peakMemoryOf(42)).isEmpty();
    }

    @Test
    void noiseIsWhatNobodyMeasuredUsed() {
        Noise noise = Noise.of(
                new CpuTimes(300, 20, 1000), java.util.List.of(Duration.ofMillis(1000), Duration.ofMillis(500)));

        assertThat(noise).isEqualTo(new Noise(0.02, 0.15));
    }
}
