package io.seckill.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final long PATIENCE_SECONDS = 40;

    private static final class Counted implements WarmUp.Rehearsal {
        private volatile boolean closed;

        @Override
        public long answered() {
            return 1;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void theRehearsalIsClosedBeforeTheStartGoesOn() throws Exception {
        Counted rehearsal = new Counted();

        new WarmUp(SHORT).begin(() -> rehearsal).get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(rehearsal.closed).isTrue();
    }

    @Test
    void aRehearsalThatCannotBeginHoldsUpNobody() throws Exception {
        WarmUp warmUp = new WarmUp(WarmUp.LONGEST);

        warmUp.begin(() -> {
                    throw new IllegalStateException("no topic");
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(warmUp.isOff()).isFalse();
    }

    @Test
    void aStopEndsIt() throws Exception {
        Counted rehearsal = new Counted();
        WarmUp warmUp = new WarmUp(WarmUp.LONGEST);
        CompletableFuture<Void> ended = warmUp.begin(() -> rehearsal);

        warmUp.stop();

        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(rehearsal.closed).isTrue();
    }

    @Test
    void noTimeMeansNone() {
        assertThat(new WarmUp(Duration.ZERO).isOff()).isTrue();
    }
}
