package io.seckill.load.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Cost;
import io.seckill.load.measure.Noise;
import io.seckill.load.measure.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class DoubtsTest {
    private static final Trial CLOSED = new Trial.Closed(64);

    @Test
    void aQuietMachineAndFullSuccessLeaveNone() {
        assertThat(Doubts.about(CLOSED, 0, result(1000, 1000), cost(500, new Noise(0, 0.01))))
                .isEmpty();
    }

    @Test
    void stolenTimeAndOtherLoadAreNamed() {
        assertThat(Doubts.about(CLOSED, 0, result(1000, 1000), cost(500, new Noise(0.02, 0.3))))
                .containsExactly(
                        "the hypervisor took 2.0% of the processors", "other load used 30.0% of the processors");
    }

    @Test
    void aGeneratorAtItsLimitIsNamed() {
        assertThat(Doubts.about(CLOSED, 0, result(1000, 1000), cost(950, new Noise(0, 0))))
                .containsExactly("the generator used 0.95 cores and may have been the limit");
    }

    @Test
    void oneThatIsStillCompiledIsNamed() {
        assertThat(Doubts.about(CLOSED, 0, result(1000, 1000), cost(500, Duration.ofMillis(60), new Noise(0, 0))))
                .containsExactly("compilers used 12.0% of its time: it was still warming up");
    }

    @Test
    void failuresAreNamed() {
        assertThat(Doubts.about(CLOSED, 0, result(1000, 998), cost(500, new Noise(0, 0))))
                .containsExactly("2 of 1000 requests failed {201=998}");
    }

    @Test
    void aRateThatWasNotServedIsNamed() {
        LoadResult late = result(2000, 2000, 900);

        assertThat(Doubts.about(new Trial.FixedRate(2000), 2000, late, cost(500, new Noise(0, 0))))
                .containsExactly("2000/s were offered and 900/s served: the queue grew");
    }

    private static LoadResult result(long sent, long good) {
        return result(sent, good, good);
    }

    private static LoadResult result(long sent, long good, long inWindow) {
        Histogram none = new Histogram(3);
        return new LoadResult(
                Duration.ofSeconds(1),
                sent,
                Map.of(201, good),
                good,
                inWindow,
                0,
                0,
                0,
                0,
                none,
                none,
                none,
                List.of());
    }

    private static Cost cost(long generatorMillis, Noise noise) {
        return cost(generatorMillis, Duration.ZERO, noise);
    }

    private static Cost cost(long generatorMillis, Duration compiling, Noise noise) {
        return new Cost(
                Map.of(Role.GENERATOR, Duration.ofMillis(generatorMillis)),
                compiling,
                Map.of(),
                Map.of(),
                Optional.of(noise));
    }
}
