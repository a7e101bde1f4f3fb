package io.seckill.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.generate.LoadResult.Slice;
import io.seckill.load.measure.Cost;
import io.seckill.load.measure.Noise;
import io.seckill.load.measure.Role;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Measurement;
import io.seckill.load.trial.Outcome;
import io.seckill.load.trial.Plan;
import io.seckill.load.trial.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reports make of a small run with known figures. */
class ReportTest {
    private static final Trial.Overload OVERLOAD = new Trial.Overload(2, Duration.ofSeconds(1));

    private final Plan plan = new Plan(
            List.of(Contender.L0, Contender.B, Contender.G),
            List.of(new Trial.Closed(64), new Trial.FixedRate(100), new Trial.FixedRate(200), OVERLOAD),
            1,
            Duration.ofSeconds(1),
            new Plan.WarmUp(Duration.ofSeconds(1), 4, Duration.ofSeconds(9), Duration.ofSeconds(1)),
            8,
            100);
    private final Outcome outcome = new Outcome(
            plan,
            List.of(
                    measurement(Contender.L0, "closed 64", 0, 20_000, 1_000, List.of()),
                    measurement(Contender.B, "closed 64", 0, 2_000, 1_000, List.of()),
                    measurement(Contender.G, "closed 64", 0, 8_000, 600, List.of("other load used 30.0%")),
                    measurement(Contender.G, "open 100/s", 100, 100, 10, List.of()),
                    measurement(Contender.G, "open 200/s", 200, 200, 10, List.of()),
                    measurement(Contender.G, OVERLOAD.label(), 16_000, 8_000, 600, List.of())),
            Set.of(Contender.B),
            Optional.of(new Outcome.ColdStart(
                    64,
                    measurement(Contender.G, "cold", 0, 8_000, 600, List.of()).result())));
    private final Machine machine = new Machine("2 cores", Optional.of(new Noise(0.01, 0.02)));
    private final String report = new MarkdownReport(outcome, machine, "load-tests/bench").text();

    @Test
    void theRatiosAreThoseOfTheMedians() {
        assertThat(report)
                .containsPattern("\\| G/L0 req/s, 64 +\\| +8,000 \\| 20,000 \\| +0.40 \\|")
                .containsPattern("\\| G/B req/s, 64 +\\| +8,000 \\| +2,000 \\| +4.00 \\|")
                .containsPattern("\\| G/L0 gateway µs, 64 +\\| +75 \\| +50 \\| +1.50 \\|")
                .doesNotContain("G/W");
    }

    @Test
    void aPercentileOfTooFewAnswersIsNotGiven() {
        assertThat(report).containsPattern("\\| G, 100/s +\\| +100 +\\| +100 +\\| +1.5 +\\| too few \\| +too few \\|");
    }

    @Test
    void theHighestRateThatWentWellIsNamed() {
        assertThat(report)
                .contains(
                        "G: 200/s is the highest of these rates at which 99 of 100 were answered well within 150 ms.");
    }

    @Test
    void whatIsNotToBeTrustedIsSaid() {
        assertThat(report)
                .contains("- G, closed 64, round 1: other load used 30.0%")
                .contains("- B, all: its throughput still moved when the warm-up ended");
    }

    @Test
    void theLongestPauseOfEachProcessIsGivenForEachLoad() {
        assertThat(report).containsPattern("\\| G, open 100/s +\\| +\\| +7.0 \\| +\\| +\\|");
    }

    @Test
    void theOverloadIsHeldAgainstTheCapacity() {
        assertThat(report).containsPattern("\\| 1 +\\| 8,000 \\| .* 8,000 \\| +100% \\| +1.5 \\| +1.5 \\| +0.00 s \\|");
    }

    @Test
    void theColdStartIsHeldAgainstTheWarmThroughput() {
        assertThat(report).contains("90% of the warm throughput with 64 connections (8,000/s) after: 1.00 s");
    }

    @Test
    void everyMeasurementIsALineOfTheCsvWithAllColumns() {
        List<String> lines = RawCsv.text(outcome.measurements()).lines().toList();

        assertThat(lines).hasSize(7);
        assertThat(lines)
                .allMatch(line -> line.split(",", -1).length == lines.get(0).split(",", -1).length);
        assertThat(lines.get(1)).startsWith("1,L0,closed 64,0.000,1.000,20000,20000,");
    }

    @Test
    void thePlotsAreDrawn(@TempDir Path folder) throws Exception {
        new Plots(outcome, folder).write();

        assertThat(folder.resolve("throughput.png")).isNotEmptyFile();
        assertThat(folder.resolve("cpu.png")).isNotEmptyFile();
        assertThat(folder.resolve("latency-100-per-s.png")).isNotEmptyFile();
        assertThat(folder.resolve("latency-by-rate.png")).isNotEmptyFile();
    }

    private static Measurement measurement(
            Contender contender, String trial, double offered, long good, long gatewayMillis, List<String> doubts) {
        Histogram latency = new Histogram(3);
        latency.recordValueWithCount(1_500, good);
        List<Slice> slices = Collections.nCopies(8, new Slice(good / 4, 0, 0));
        LoadResult result = new LoadResult(
                Duration.ofSeconds(1),
                good,
                Map.of(201, good),
                good,
                good,
                0,
                0,
                0,
                0,
                latency,
                latency,
                latency,
                slices);
        Cost cost = new Cost(
                Map.of(Role.GATEWAY, Duration.ofMillis(gatewayMillis)),
                Duration.ZERO,
                Map.of(Role.GATEWAY, 2048L),
                Map.of(Role.GATEWAY, Duration.ofMillis(7)),
                Optional.empty());
        return new Measurement(0, contender, trial, offered, result, cost, doubts);
    }
}
