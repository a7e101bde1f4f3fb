package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakersTest {
    private static final int QUEUE = 3;

    private final AtomicLong now = new AtomicLong();
    private final CircuitBreakers breakers = new CircuitBreakers(Duration.ofNanos(100), now::get);

    @Test
    void letsEverythingThroughWhileTheBrokerAnswers() {
        assertThat(breakers.mayAppend(QUEUE)).isTrue();
        assertThat(breakers.mayAppend(QUEUE)).isTrue();
        assertThat(breakers.open()).isZero();
    }

    @Test
    void letsOneProbeAnIntervalThroughOnceTheBrokerDoesNotAnswer() {
        assertThat(breakers.unanswered(QUEUE)).isTrue();

        assertThat(breakers.mayAppend(QUEUE)).isFalse();
        now.set(100);
        assertThat(breakers.mayAppend(QUEUE)).isTrue();
        assertThat(breakers.mayAppend(QUEUE)).isFalse();
        now.set(200);
        assertThat(breakers.mayAppend(QUEUE)).isTrue();
    }

    @Test
    void firstAnswerLetsEverythingThroughAgain() {
        breakers.unanswered(QUEUE);
        assertThat(breakers.unanswered(QUEUE)).isFalse();
        breakers.answered(QUEUE);

        assertThat(breakers.mayAppend(QUEUE)).isTrue();
        assertThat(breakers.open()).isZero();
    }

    @Test
    void queueThatDoesNotAnswerAndThoseThatDoAreNoMatterToEachOther() {
        breakers.unanswered(QUEUE);
        breakers.answered(QUEUE + 1);

        assertThat(breakers.mayAppend(QUEUE)).isFalse();
        assertThat(breakers.mayAppend(QUEUE + 1)).isTrue();
        assertThat(breakers.open()).isEqualTo(1);
    }
}
