package io.seckill.load.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.load.generate.LoadResult.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A slice is a quarter of a second. */
class RecoveryTest {
    private static final Slice GOOD = new Slice(100, 0, 0);
    private static final Slice SLOW = new Slice(100, 0, 2);
    private static final Slice BAD = new Slice(0, 5, 0);

    @Test
    void fullSpeedIsReachedAtTheEndOfTheFirstSecondThatHasIt() {
        List<Slice> slices = slices(4, new Slice(10, 0, 0), 6, GOOD);

        assertThat(Recovery.timeTo(400, slices)).contains(Duration.ofSeconds(2));
        assertThat(Recovery.timeTo(401, slices)).isEmpty();
    }

    @Test
    void wellnessCountsFromTheEndOfTheOverload() {
        List<Slice> slices = slices(4, BAD, 3, SLOW);
        slices.addAll(Collections.nCopies(5, GOOD));

        assertThat(Recovery.timeToWell(Duration.ofSeconds(1), Duration.ofSeconds(3), slices))
                .contains(Duration.ofMillis(750));
    }

    @Test
    void whatIsWellAtOnceTakesNoTime() {
        assertThat(Recovery.timeToWell(Duration.ofSeconds(1), Duration.ofSeconds(2), slices(4, BAD, 4, GOOD)))
                .contains(Duration.ZERO);
    }

    @Test
    void whatIsIllToTheEndHasNotRecovered() {
        assertThat(Recovery.timeToWell(Duration.ofSeconds(1), Duration.ofSeconds(2), slices(4, GOOD, 4, SLOW)))
                .isEmpty();
    }

    private static List<Slice> slices(int first, Slice a, int second, Slice b) {
        List<Slice> slices = new ArrayList<>(Collections.nCopies(first, a));
        slices.addAll(Collections.nCopies(second, b));
        return slices;
    }
}
