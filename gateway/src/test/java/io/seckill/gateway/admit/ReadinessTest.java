package io.seckill.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final AtomicBoolean lease = new AtomicBoolean(true);
    private final Readiness readiness = new Readiness();

    ReadinessTest() {
        readiness.require("there is no lease", lease::get);
    }

    @Test
    void startSaysWhatItWaitsFor() {
        readiness.startWaitsFor("Kafka");

        assertThat(readiness.notReadyReason()).isEqualTo("waiting for Kafka");
        assertThat(readiness.isServing()).isFalse();
    }

    @Test
    void gatewayThatCannotAppendIsNotReady() {
        readiness.serve();
        assertThat(readiness.isReady()).isTrue();

        lease.set(false);

        assertThat(readiness.isReady()).isFalse();
        assertThat(readiness.notReadyReason()).isEqualTo("there is no lease");
    }

    @Test
    void stopServesOnButIsNotReady() {
        readiness.serve();

        assertThat(readiness.stop()).isTrue();

        assertThat(readiness.isReady()).isFalse();
        assertThat(readiness.isServing()).isTrue();
        readiness.drain();
        assertThat(readiness.isServing()).isFalse();
    }

    @Test
    void startThatIsOvertakenByAStopDoesNotServe() {
        assertThat(readiness.stop()).isFalse();
        readiness.drain();

        readiness.serve();

        assertThat(readiness.isDraining()).isTrue();
    }
}
