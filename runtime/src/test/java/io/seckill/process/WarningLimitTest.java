package io.seckill.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarningLimitTest {
    private final LoggerContext context = new LoggerContext();
    private final AtomicLong now = new AtomicLong(7);
    private final WarningLimit limit = new WarningLimit("noisy", now::get);

    @Test
    void warningIsGivenOnceInHalfAMinute() {
        assertThat(decide("noisy", Level.WARN, "gone")).isEqualTo(FilterReply.NEUTRAL);
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(decide("noisy", Level.WARN, "gone")).isEqualTo(FilterReply.DENY);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(decide("noisy", Level.WARN, "gone")).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void otherWarningsErrorsAndLoggersAreNotHeldUp() {
        decide("noisy", Level.WARN, "gone");
        now.incrementAndGet();

        assertThat(decide("noisy", Level.WARN, "denied")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("noisy", Level.ERROR, "gone")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("other", Level.WARN, "gone")).isEqualTo(FilterReply.NEUTRAL);
    }

    private FilterReply decide(String name, Level level, String format) {
        Logger logger = context.getLogger(name);
        return limit.decide(null, logger, level, format, null, null);
    }
}
