package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueueHealthTest {
    private final AtomicLong now = new AtomicLong();
    private final QueueHealth health = new QueueHealth(Duration.ofNanos(100), now::get);

    @Test
    void letsEverythingThroughWhileTheBrokerAnswers() {
        assertThat(health.mayAppend()).isTrue();
        assertThat(health.mayAppend()).isTrue();
    }

    @Test
    void letsOneProbeAnIntervalThroughOnceTheBrokerDoesNotAnswer() {
        health.unanswered();

        assertThat(health.mayAppend()).isFalse();
        now.set(100);
        assertThat(health.mayAppend()).isTrue();
        assertThat(health.mayAppend()).isFalse();
        now.set(200);
        assertThat(health.mayAppend()).isTrue();
    }

    @Test
    void firstAnswerLetsEverythingThroughAgain() {
        health.unanswered();
        health.answered();

        assertThat(health.mayAppend()).isTrue();
        assertThat(health.isClosed()).isTrue();
    }
}
