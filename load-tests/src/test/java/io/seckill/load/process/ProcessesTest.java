package io.seckill.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path logs;

    @Test
    void closingStopsWhatWasStarted() throws InterruptedException {
        Process started;
        try (Processes processes = new Processes(logs)) {
            started = processes.start("sleeper", List.of("sleep", "60"), () -> true, LIMIT);
            assertThat(started.isAlive()).isTrue();
        }

        assertThat(started.isAlive()).isFalse();
    }

    @Test
    void aProcessThatEndsTooEarlyIsReportedWithItsLastWords() {
        try (Processes processes = new Processes(logs)) {
            assertThatThrownBy(() ->
                            processes.start("talker", List.of("sh", "-c", "echo no luck; exit 3"), () -> false, LIMIT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("talker ended", "no luck");
        }
    }

    @Test
    void aProcessThatIsNeverReadyIsReported() {
        try (Processes processes = new Processes(logs)) {
            assertThatThrownBy(() ->
                            processes.start("sleeper", List.of("sleep", "60"), () -> false, Duration.ofMillis(100)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was not ready");
        }
    }
}
