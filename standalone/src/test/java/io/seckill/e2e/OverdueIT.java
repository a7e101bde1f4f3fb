package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A purchase that comes to its decision too late touches no unit, and its buyer is told so. */
class OverdueIT {
    @OnBothStores
    void whoAsksLaterHearsThatItExpired(Store store) {
        try (Cluster cluster = Cluster.empty(
                store,
                "gateway.purchase.maxWait=1s",
                "gateway.purchase.timeToLive=1s",
                "gateway.purchase.defaultWait=500ms")) {
            cluster.startBackend();
            cluster.startGateway();
            cluster.openSale("phone", SaleTerms.open(1));
            cluster.stopBackend(0);
            Answer queued = Now.get(cluster.shop(0).buy("ann", "phone"));
            assertThat(queued.status()).isEqualTo(202);
            Instant overdue = Instant.now().plusSeconds(1);
            await().until(() -> Instant.now().isAfter(overdue));
            cluster.startBackend();

            Answer found = await("the decision")
                    .until(
                            () -> Now.get(cluster.shop(0).ask("ann", queued.header("Location"))),
                            answer -> answer.status() == 200);

            assertThat(found.json().getString("status")).isEqualTo("EXPIRED");
            assertThat(cluster.ledger().ordersOf("phone")).isEmpty();
        }
    }

    @Test
    void whoStillWaitsIs504() throws Exception {
        try (Cluster cluster = Cluster.empty()) {
            cluster.startGateway();
            cluster.announce(HandmadeBackend.ALWAYS_LATE);
            try (var backend = new HandmadeBackend(cluster.caller(), cluster.bootstrapServers())) {
                Answer answer = Now.get(cluster.shop(0).buyWaiting("ann", HandmadeBackend.ALWAYS_LATE, 20));

                assertThat(answer.outcome()).isEqualTo("504 EXPIRED");
                await().until(() -> backend.receipts().size() == 1);
            }
        }
    }
}
