package io.seckill.load.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Cost;
import io.seckill.load.measure.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void theMedianOfAnOddAndAnEvenNumber() {
        assertThat(Summary.median(DoubleStream.of(3, 1, 2))).isEqualTo(2);
        assertThat(Summary.median(DoubleStream.of(4, 1, 2, 3))).isEqualTo(2.5);
        assertThat(Summary.median(DoubleStream.empty())).isNaN();
    }

    @Test
    void oneDisturbedRoundCountsForNothing() {
        Summary summary =
                Summary.of(rounds(1000, 200, 1010), Contender.G, "closed 64").orElseThrow();

        assertThat(summary.throughput()).isEqualTo(1000);
        assertThat(summary.cpuMicros(Role.GATEWAY)).hasValue(1000);
    }

    @Test
    void onePauseOfAnyRoundCounts() {
        Summary summary = Summary.of(rounds(1, 1, 1), Contender.G, "closed 64").orElseThrow();

        assertThat(summary.longestPauseMillis(Role.GATEWAY)).hasValue(2);
        assertThat(summary.longestPauseMillis(Role.BROKER)).isEmpty();
    }

    @Test
    void roundsThatDoNotAgreeAreDoubted() {
        assertThat(Summary.of(rounds(1000, 200, 1010), Contender.G, "closed 64")
                        .orElseThrow()
                        .doubts())
                .containsExactly("the rounds' throughputs lie 81% apart (200 to 1,010/s)");
        assertThat(Summary.of(rounds(1000, 990, 1010), Contender.G, "closed 64")
                        .orElseThrow()
                        .doubts())
                .isEmpty();
    }

    @Test
    void aRateIsSustainedWhereAlmostAllIsAnsweredInTime() {
        Summary inTime = Summary.of(List.of(measurement(0, "open 90/s", 90, 90)), Contender.G, "open 90/s")
                .orElseThrow();

        assertThat(inTime.offered()).isEqualTo(90);
        assertThat(inTime.isSustained()).isTrue();
        inTime.rounds().get(0).result().latency().recordValueWithCount(200_000, 2);
        assertThat(inTime.isSustained()).isFalse();
    }

    private static List<Measurement> rounds(long... throughputs) {
        return java.util.stream.IntStream.range(0, throughputs.length)
                .mapToObj(round -> measurement(round, "closed 64", 0, throughputs[round]))
                .toList();
    }

    static Measurement measurement(int round, String trial, double offered, long good) {
        Histogram latency = new Histogram(3);
        latency.recordValueWithCount(1_500, good);
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
                List.of());
        Cost cost = new Cost(
                Map.of(Role.GATEWAY, Duration.ofMillis(good)),
                Duration.ZERO,
                Map.of(Role.GATEWAY, 2048L),
                Map.of(Role.GATEWAY, Duration.ofMillis(round)),
                Optional.empty());
        return new Measurement(round, Contender.G, trial, offered, result, cost, List.of());
    }
}
