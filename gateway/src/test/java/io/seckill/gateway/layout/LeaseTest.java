package io.seckill.gateway.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND); // the clock may run over
    private final Lease lease = new Lease(Duration.ofSeconds(3), Duration.ofSeconds(1), now::get);

    @Test
    void isDueAtTheStartAndAfterEachRenewalTime() {
        assertThat(lease.isDue()).isTrue();
        lease.written(7);
        assertThat(lease.isDue()).isFalse();

        now.addAndGet(SECOND);

        assertThat(lease.isDue()).isTrue();
    }

    @Test
    void onlyOneRecordIsOnItsWay() {
        assertThat(lease.isDue()).isTrue();

        now.addAndGet(10 * SECOND);

        assertThat(lease.isDue()).isFalse();
    }

    @Test
    void countsOnceTheTopicIsReadPastItsRecord() {
        assertThat(lease.isDue()).isTrue();
        assertThat(lease.readUpTo(100)).isZero(); // of a record that may be anywhere
        lease.written(100);

        assertThat(lease.readUpTo(100)).isZero();
        assertThat(lease.readUpTo(101)).isNotZero();
        assertThat(lease.readUpTo(102)).isZero(); // no news
    }

    @Test
    void countsFromBeforeItWasSentAndATenthLess() {
        long sent = now.get();
        assertThat(lease.isDue()).isTrue();
        now.addAndGet(SECOND / 2);
        lease.written(0);

        assertThat(lease.readUpTo(1) - sent).isEqualTo(3 * SECOND - 3 * SECOND / 10);
    }

    @Test
    void oneThatFailedIsDueAgainAndDoesNotCount() {
        assertThat(lease.isDue()).isTrue();
        lease.failed();

        assertThat(lease.readUpTo(1_000)).isZero();
        assertThat(lease.isDue()).isTrue();
    }

    @Test
    void newsIsDueAtOnce() {
        assertThat(lease.isDue()).isTrue();
        lease.renewSoon();
        assertThat(lease.isDue()).isFalse(); // the other is still on its way
        lease.written(0);

        assertThat(lease.isDue()).isTrue();
    }
}
