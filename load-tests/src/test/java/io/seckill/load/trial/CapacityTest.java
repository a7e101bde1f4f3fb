package io.seckill.load.trial;

import static io.seckill.load.trial.Contender.B;
import static io.seckill.load.trial.Contender.G;
import static io.seckill.load.trial.SummaryTest.measurement;
import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.generate.Load;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final List<Trial> TRIALS =
            List.of(new Trial.Closed(64), new Trial.Closed(512), new Trial.FixedRate(2000));

    private final List<Measurement> measured = List.of(
            measurement(0, "closed 64", 0, 700),
            measurement(0, "closed 512", 0, 900),
            measurement(0, "open 2000/s", 2000, 2000));

    @Test
    void isTheBestClosedLoop() {
        assertThat(Capacity.of(G, TRIALS, measured)).isEqualTo(new Capacity(900, 512));
    }

    @Test
    void isNotKnownWithoutAClosedLoop() {
        assertThat(Capacity.of(B, TRIALS, measured).perSecond()).isZero();
    }

    @Test
    void aShareOfItGoesOverItsConnections() {
        Load load = new Trial.ShareOfCapacity(0.9).load(new Capacity(900, 512), Duration.ofSeconds(1));

        assertThat(load).isEqualTo(Load.Open.at(810, Duration.ofSeconds(1)).over(512));
    }
}
