package io.seckill.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Freshness freshness = new Freshness(Duration.ofSeconds(5), now::get);

    @Test
    void viewThatNobodyConfirmedIsNotCurrent() {
        freshness.reached(100);

        assertThat(freshness.holds()).isFalse();
    }

    @Test
    void viewIsCurrentOnceItHasReachedTheEndItWasTold() {
        freshness.reached(50);
        freshness.told(100, now.get());
        assertThat(freshness.holds()).isFalse();

        freshness.reached(100);

        assertThat(freshness.holds()).isTrue();
    }

    @Test
    void emptyTopicIsReachedAtOnce() {
        freshness.reached(0);
        freshness.told(0, now.get());

        assertThat(freshness.holds()).isTrue();
    }

    @Test
    void ageCountsFromWhenTheEndWasAskedFor() {
        freshness.reached(100);
        long askedAt = now.getAndAdd(2_000);
        freshness.told(100, askedAt);

        now.addAndGet(3_000);
        assertThat(freshness.holds()).isTrue();
        now.addAndGet(1);
        assertThat(freshness.holds()).isFalse();
    }

    @Test
    void viewThatStandsBeforeAnOpenTransactionStopsBeingCurrent() {
        freshness.reached(100);
        freshness.told(100, now.get());

        for (int second = 0; second < 6; second++) {
            now.addAndGet(1_000);
            freshness.told(103, now.get()); // the high watermark; the position stays at the transaction's first record
            freshness.reached(100);
        }
        assertThat(freshness.holds()).isFalse();

        freshness.reached(104);
        assertThat(freshness.holds()).isTrue();
    }

    @Test
    void viewThatWasEverCurrentIsKnownToHaveBeen() {
        assertThat(freshness.everHeld()).isFalse();
        freshness.reached(100);
        freshness.told(100, now.get());
        now.addAndGet(60_000);

        assertThat(freshness.holds()).isFalse();
        assertThat(freshness.everHeld()).isTrue();
    }

    @Test
    void pollsThatReturnNothingConfirmNothing() {
        freshness.reached(100);
        freshness.told(100, now.get());
        now.addAndGet(5_001);

        freshness.reached(100);

        assertThat(freshness.holds()).isFalse();
    }

    @Test
    void viewThatIsAlwaysALittleBehindIsConfirmedForTheEndItDoesReach() {
        for (int i = 0; i < 10; i++) {
            freshness.told(100 + 100L * i, now.get());
            now.addAndGet(1_000);
            freshness.reached(50 + 100L * i);
        }

        assertThat(freshness.holds()).isTrue();
    }
}
