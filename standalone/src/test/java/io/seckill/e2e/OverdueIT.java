package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A purchase that comes to its decision too late touches no unit, and its buyer is told so. */
class OverdueIT {
    private final Cluster cluster = Cluster.empty(
            "gateway.purchase.maxWait=1s", "gateway.purchase.timeToLive=1s", "gateway.purchase.defaultWait=500ms");

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whoAsksLaterHearsThatItExpired() {
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

    @Test
    void whoStillWaitsIs504() throws Exception {
        cluster.startGateway("gateway.purchase.maxWait=20s", "gateway.purchase.timeToLive=20s");
        cluster.announce(HandmadeBackend.ALWAYS_LATE);
        try (var backend = new HandmadeBackend(cluster.caller(), cluster.bootstrapServers())) {
            Answer answer = Now.get(cluster.shop(0).buyWaiting("ann", HandmadeBackend.ALWAYS_LATE, 20));

            assertThat(answer.outcome()).isEqualTo("504 EXPIRED");
            await().until(() -> backend.receipts().size() == 1);
        }
    }
}
