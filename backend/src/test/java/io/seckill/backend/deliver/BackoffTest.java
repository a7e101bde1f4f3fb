package io.seckill.backend.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new SplittableRandom(5));

    @Test
    void doublesUpToTheLimitWithHalfOfItRandom() {
        for (long ceiling = 50; ceiling < 5_000; ceiling *= 2) {
            assertThat(backoff.next()).isBetween(ceiling / 2, ceiling);
        }
        assertThat(backoff.next()).isBetween(2_500L, 5_000L);
        assertThat(backoff.next()).isBetween(2_500L, 5_000L);
    }

    @Test
    void startsAgainAfterASuccess() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next()).isBetween(25L, 50L);
    }
}
