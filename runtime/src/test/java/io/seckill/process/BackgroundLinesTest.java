package io.seckill.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundLinesTest {
    private final PrintStream before = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Object reader = new Object(); // whoever waits for its monitor cannot be interrupted, as in a write

    @AfterEach
    void restore() {
        System.setOut(before);
    }

    @Test
    void linesAreWrittenAsTheyAreAndTheLastBeforeTheEnd() {
        standardOutput();

        try (BackgroundLines lines = BackgroundLines.of("test.lines")) {
            IntStream.range(0, 1_000).forEach(i -> lines.write("{\"line\":" + i + "}"));
        }

        assertThat(written())
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(i -> "{\"line\":" + i + "}")
                        .toList());
    }

    @Test
    void nobodyWaitsForAnOutputThatIsNotReadAndWhatIsTooMuchIsLost() {
        standardOutput();

        try (BackgroundLines lines = BackgroundLines.of("test.stuck")) {
            synchronized (reader) {
                IntStream.range(0, 2 * BackgroundLines.KEPT).forEach(i -> lines.write("line " + i));
            }
        }

        assertThat(written())
                .hasSizeBetween(BackgroundLines.KEPT, 2 * BackgroundLines.KEPT - 1)
                .startsWith("line 0", "line 1");
    }

    private List<String> written() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Takes nothing while somebody else has the monitor. */
    private void standardOutput() {
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int oneByte) {
                        write(new byte[] {(byte) oneByte}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        synchronized (reader) {
                            written.write(bytes, from, length);
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }
}
