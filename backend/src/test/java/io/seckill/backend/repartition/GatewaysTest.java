package io.seckill.backend.repartition;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.layout.LayoutView.Lease;
import io.seckill.v1.GatewayLease;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewaysTest {
    @Test
    void gatewayThatLivesAndHasNotFrozenIsWaitedFor() {
        Map<String, Lease> leases = Map.of("a:1", lease(2, 1_000), "b:1", lease(1, 1_000));

        assertThat(Gateways.notFrozen(leases, 2, 1_500)).containsExactly("b:1");
    }

    @Test
    void deadGatewayIsWaitedForUntilNothingOfItsCanBeOnItsWay() {
        Map<String, Lease> leases = Map.of("a:1", lease(1, 1_000));

        assertThat(Gateways.notFrozen(leases, 2, 5_500)).containsExactly("a:1");
        assertThat(Gateways.notFrozen(leases, 2, 5_501)).isEmpty();
    }

    private static Lease lease(long frozen, long writtenAt) {
        GatewayLease lease = GatewayLease.newBuilder()
                .setFrozenVersion(frozen)
                .setSettledAfterMillis(4_500)
                .build();
        return new Lease(lease, 0, writtenAt);
    }
}
