package io.seckill.gateway.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressClaimTest {
    private static final long MINE = 7;
    private static final long OTHER = 8;

    private final AtomicLong now = new AtomicLong();
    private final AddressClaim claim = new AddressClaim(MINE, Duration.ofSeconds(3), now::get);

    @Test
    void anEarlierLifeIsNobodyElse() {
        read(OTHER, MINE, MINE);

        assertThat(claim.isShared()).isFalse();
        assertThat(claim.isLate()).isFalse();
    }

    @Test
    void whoCameFirstIsNotLate() {
        read(MINE, OTHER);

        assertThat(claim.isShared()).isTrue();
        assertThat(claim.isLate()).isFalse();
    }

    @Test
    void whoComesToAnAddressThatAnotherGoesOnToAnnounceIsLate() {
        read(OTHER, MINE, OTHER);

        assertThat(claim.isShared()).isTrue();
        assertThat(claim.isLate()).isTrue();
    }

    @Test
    void theAddressIsFreeOnceTheOtherIsSilentForALease() {
        read(OTHER, MINE, OTHER);
        now.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(claim.isShared()).isFalse();
        assertThat(claim.isLate()).isFalse();
    }

    private void read(long... epochs) {
        for (long epoch : epochs) {
            claim.read(epoch);
        }
    }
}
