package io.seckill.backend.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WaitsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Waits.class);
    private long seconds;
    private final Waits waits = new Waits(registry, () -> TimeUnit.SECONDS.toNanos(seconds));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void aWaitIsLoggedPastTwoSecondsAndThenEveryHalfMinute() {
        Waits.Wait wait = waits.begin("the broker");

        pass(60);
        wait.close();
        pass(60);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("waiting for 2 s: the broker", "waiting for 32 s: the broker");
    }

    @Test
    void aShortWaitIsNotLogged() {
        for (int i = 0; i < 10; i++) {
            String answer = waits.during("the broker", () -> {
                pass(1);
                return "here";
            });
            assertThat(answer).isEqualTo("here");
        }

        assertThat(lines.list).isEmpty();
    }

    @Test
    void theLongestWaitIsWhyTheProcessIsNotReady() {
        Waits.Wait first = waits.begin("the broker");
        pass(4);
        assertThat(waits.notReadyReason()).isEmpty();
        Waits.Wait second = waits.begin("another");
        first.is("the broker still");
        pass(2);

        assertThat(waits.notReadyReason()).hasValue("waiting for 6 s: the broker still");
        assertThat(registry.get("seckill.wait.seconds").gauge().value()).isEqualTo(6);

        first.close();
        assertThat(waits.notReadyReason()).isEmpty();
        second.close();
        assertThat(registry.get("seckill.wait.seconds").gauge().value()).isZero();
    }

    private void pass(int count) {
        for (int i = 0; i < count; i++) {
            seconds++;
            waits.look();
        }
    }
}
