package io.seckill.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.admit.CallerRates.Take;
import io.seckill.gateway.settings.GatewaySettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two purchases each ten seconds, three at once. */
class CallerRatesTest {
    private static final int MAX_CALLERS = 1_000;

    /** Near the turn of its sign, where a comparison of instants instead of differences goes wrong. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final CallerRates rates =
            new CallerRates(new GatewaySettings.PerCaller(2, Duration.ofSeconds(10), 3), MAX_CALLERS, nanos::get);

    @Test
    void burstIsTakenAtOnceAndTheNextMustWait() {
        assertThat(rates.take("ann")).isEqualTo(new Take(true, 2, 5));
        assertThat(rates.take("ann")).isEqualTo(new Take(true, 1, 5));
        assertThat(rates.take("ann")).isEqualTo(new Take(true, 0, 5));
        assertThat(rates.take("ann")).isEqualTo(new Take(false, 0, 5));
    }

    @Test
    void tokensComeBackWithTime() {
        empty("ann");
        seconds(4);
        assertThat(rates.take("ann")).isEqualTo(new Take(false, 0, 1));
        seconds(1);

        assertThat(rates.take("ann").taken()).isTrue();
        assertThat(rates.take("ann").taken()).isFalse();
    }

    @Test
    void bucketHoldsNoMoreThanTheBurst() {
        empty("ann");
        seconds(3_600);

        assertThat(empty("ann")).isEqualTo(3);
    }

    @Test
    void refusedAttemptsCostNothing() {
        empty("ann");
        IntStream.range(0, 100).forEach(i -> rates.take("ann"));
        seconds(5);

        assertThat(rates.take("ann").taken()).isTrue();
    }

    @Test
    void usersDoNotHinderEachOther() {
        empty("ann");

        assertThat(rates.take("bob").taken()).isTrue();
    }

    @Test
    void usersPastTheBoundAreForgotten() {
        IntStream.range(0, 100 * MAX_CALLERS).forEach(i -> rates.take("user-" + i));

        assertThat(rates.callers()).isLessThanOrEqualTo(MAX_CALLERS);
    }

    @Test
    void loopsThatTakeAtOnceNeverTakeMoreThanThereIs() throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> all = IntStream.range(0, 4)
                    .<Callable<Integer>>mapToObj(i -> () -> empty("ann"))
                    .toList();
            int taken = 0;
            for (Future<Integer> each : loops.invokeAll(all)) {
                taken += each.get();
            }
            assertThat(taken).isEqualTo(3);
        } finally {
            loops.shutdown();
        }
    }

    private int empty(String user) {
        int taken = 0;
        while (rates.take(user).taken()) {
            taken++;
        }
        return taken;
    }

    private void seconds(long passed) {
        nanos.addAndGet(Duration.ofSeconds(passed).toNanos());
    }
}
