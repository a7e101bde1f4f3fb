package io.seckill.backend.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new SplittableRandom(5));

    @Test
    void doublesUpToTheLimitWithHalfOfItRandom() {
        assertThat(backoff.next()).isBetween(50L, 100L);
        assertThat(backoff.next()).isBetween(100L, 200L);
        assertThat(backoff.next()).isBetween(200L, 400L);
        assertThat(backoff.next()).isBetween(400L, 800L);
        assertThat(backoff.next()).isBetween(500L, 1_000L);
        assertThat(backoff.next()).isBetween(500L, 1_000L);
    }

    @Test
    void startsAgainAfterASuccess() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next()).isBetween(50L, 100L);
    }
}
