package io.seckill.load.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seckill.settings.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole benchmark with everything that it starts, for moments: it must run, whatever it measures. */
@Tag("slow")
class BenchIT {
    @Test
    void everyContenderIsMeasuredUnderEveryLoad(@TempDir Path folder) throws Exception {
        int code = Cli.run(new BenchMain(), "--smoke", "--systems", "L0,L1,B,G,H,Q,P", "--out", folder.toString());

        assertThat(code).isZero();
        assertThat(Files.readAllLines(folder.resolve("raw.csv")))
                .hasSize(21)
                .as("something was sold each time")
                .noneMatch(line -> line.contains(",{},"))
                .as("and each contender finds what it sells")
                .noneMatch(line -> line.contains("404="));
        assertThat(folder.resolve("report.md"))
                .content()
                .contains("## Overload", "## Cold start of G", "| G/H req/s, 8")
                .as("every process logs its pauses")
                .containsPattern("(?m)^\\| G, closed 8 +\\| +(\\| +\\d+\\.\\d ){3}\\|$");
    }

    @Test
    void theRivalOnSpringSells(@TempDir Path folder) throws Exception {
        assumeThat(Path.of("spring-rival/target/seckill-spring-rival.jar"))
                .as("built with -Pspring only")
                .exists();

        int code = Cli.run(new BenchMain(), "--smoke", "--systems", "W,WT", "--out", folder.toString());

        assertThat(code).isZero();
        assertThat(Files.readAllLines(folder.resolve("raw.csv")))
                .hasSize(7)
                .as("every answer is an order")
                .filteredOn(line -> !line.startsWith("round"))
                .allMatch(line -> line.matches(".*\\{201=\\d+}.*"));
    }

    @Test
    void sharesOfACapacityThatIsNotMeasuredAreRefused() {
        assertThat(Cli.run(new BenchMain(), "--connections", "none", "--overload", "0", "--rates", "100,50%"))
                .isEqualTo(2);
    }
}
