package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final ClockOffset offset = new ClockOffset(() -> Instant.ofEpochMilli(now.get()));

    @Test
    void stampBetweenDepartureAndAcknowledgementShowsNothing() {
        long sent = now.getAndAdd(50);

        offset.observe(sent, sent);
        assertThat(offset.millis()).isZero();
        offset.observe(sent, sent + 50);
        assertThat(offset.millis()).isZero();
    }

    @Test
    void stampOfTheFutureShowsThatThisClockIsBehind() {
        offset.observe(now.get() - 50, now.get() + 10_000);

        assertThat(offset.millis()).isEqualTo(-10_000);
    }

    @Test
    void stampFromBeforeTheDepartureShowsThatThisClockIsAhead() {
        offset.observe(now.get() - 50, now.get() - 10_050);

        assertThat(offset.millis()).isEqualTo(10_000);
    }

    @Test
    void clockThatIsSetRightIsRightWithTheNextAcknowledgement() {
        offset.observe(now.get(), now.get() + 10_000);
        now.addAndGet(10_001);

        offset.observe(now.get() - 1, now.get());

        assertThat(offset.millis()).isZero();
    }
}
