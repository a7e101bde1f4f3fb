package io.seckill.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SteadinessTest {
    private final Steadiness steadiness = new Steadiness(4, 0.05);

    @Test
    void aPlateauIsSteady() {
        assertThat(lastOf(10, 40, 80, 100, 101, 99, 100)).isTrue();
    }

    @Test
    void aClimbIsNot() {
        assertThat(lastOf(70, 80, 90, 100)).isFalse();
    }

    @Test
    void aJumpToAndFroIsNot() {
        assertThat(lastOf(100, 60, 100, 60)).isFalse();
    }

    @Test
    void tooFewWindowsAreNot() {
        assertThat(lastOf(100, 100, 100)).isFalse();
    }

    @Test
    void nothingAtAllIsNot() {
        assertThat(lastOf(0, 0, 0, 0)).isFalse();
    }

    private boolean lastOf(double... throughputs) {
        return DoubleStream.of(throughputs)
                .mapToObj(steadiness::add)
                .reduce((before, last) -> last)
                .orElseThrow();
    }
}
