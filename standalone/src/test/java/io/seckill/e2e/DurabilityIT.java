package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import org.junit.jupiter.api.Test;

/** Accepted means durable: whatever stops, and however, an order that a buyer was told of is there afterwards. */
@OnBothStores
class DurabilityIT {
    private final Store store;

    DurabilityIT(Store store) {
        this.store = store;
    }

    @Test
    void aSaleGoesOnWhereItWasAfterEverythingWasStoppedInOrder() {
        try (Cluster cluster = Cluster.start(store)) {
            cluster.openSale("phone", SaleTerms.open(2));
            Answer bought = Now.get(cluster.shop(0).buy("ann", "phone"));
            assertThat(bought.outcome()).isEqualTo("201");

            cluster.stopGateway(0);
            cluster.stopBackend(0);
            cluster.stopBroker();
            cluster.startBroker();
            cluster.startBackend();
            cluster.startGateway();

            Answer again = Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20));
            assertThat(again.outcome()).isEqualTo("409 LIMIT_REACHED");
            assertThat(again.orderId()).isEqualTo(bought.orderId());
            assertThat(Now.get(cluster.shop(0).buy("bob", "phone")).outcome()).isEqualTo("201");
            assertThat(Now.get(cluster.shop(0).buy("cid", "phone")).outcome()).isEqualTo("409 SOLD_OUT");
            await().until(() -> Now.get(cluster.shop(0).item("phone"))
                    .json()
                    .getString("state")
                    .equals("SOLD_OUT"));
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void anOrderOutlivesTheKillOfEveryProcess() {
        try (ProcessCluster cluster = ProcessCluster.start("kill-all", store)) {
            cluster.startBackend();
            cluster.startGateway();
            cluster.awaitReady();
            cluster.openSale("phone", SaleTerms.open(2));
            Answer bought = Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20));
            assertThat(bought.outcome()).isEqualTo("201");

            cluster.gateway(0).kill();
            cluster.backend(0).kill();
            cluster.broker().kill();
            cluster.forgetTheDead();
            cluster.restartBroker();
            cluster.startBackend();
            cluster.startGateway();
            cluster.awaitReady();

            Answer again = await("decided")
                    .until(
                            () -> Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20)),
                            answer -> answer.status() != 202);
            assertThat(again.outcome()).isEqualTo("409 LIMIT_REACHED");
            assertThat(again.orderId()).isEqualTo(bought.orderId());
            assertThat(Now.get(cluster.shop(0).buyWaiting("bob", "phone", 20)).outcome())
                    .isEqualTo("201");
            assertThat(Now.get(cluster.shop(0).buyWaiting("cid", "phone", 20)).outcome())
                    .isEqualTo("409 SOLD_OUT");
            Guarantee.checkAll(cluster.evidence());
        }
    }
}
