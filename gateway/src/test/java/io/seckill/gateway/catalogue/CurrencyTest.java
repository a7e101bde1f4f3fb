package io.seckill.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CurrencyTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Currency currency = new Currency(Duration.ofSeconds(5), now::get);

    @Test
    void viewThatNobodyConfirmedIsNotCurrent() {
        currency.reached(100);

        assertThat(currency.holds()).isFalse();
    }

    @Test
    void viewIsCurrentOnceItHasReachedTheEndItWasTold() {
        currency.reached(50);
        currency.told(100, now.get());
        assertThat(currency.holds()).isFalse();

        currency.reached(100);

        assertThat(currency.holds()).isTrue();
    }

    @Test
    void emptyTopicIsReachedAtOnce() {
        currency.reached(0);
        currency.told(0, now.get());

        assertThat(currency.holds()).isTrue();
    }

    @Test
    void ageCountsFromWhenTheEndWasAskedFor() {
        currency.reached(100);
        long askedAt = now.getAndAdd(2_000);
        currency.told(100, askedAt);

        now.addAndGet(3_000);
        assertThat(currency.holds()).isTrue();
        now.addAndGet(1);
        assertThat(currency.holds()).isFalse();
    }

    @Test
    void pollsThatReturnNothingConfirmNothing() {
        currency.reached(100);
        currency.told(100, now.get());
        now.addAndGet(5_001);

        currency.reached(100);

        assertThat(currency.holds()).isFalse();
    }

    @Test
    void viewThatIsAlwaysALittleBehindIsConfirmedForTheEndItDoesReach() {
        for (int i = 0; i < 10; i++) {
            currency.told(100 + 100L * i, now.get());
            now.addAndGet(1_000);
            currency.reached(50 + 100L * i);
        }

        assertThat(currency.holds()).isTrue();
    }
}
