package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import org.junit.jupiter.api.Test;

/** A user who reserves again and again and never pays. */
@OnBothStores
class HoardingIT {
    private final Store store;

    HoardingIT(Store store) {
        this.store = store;
    }

    @Test
    void whoLetsTooManyHoldsRunOutGetsNoMoreAlsoFromTheNextBackend() {
        try (Cluster cluster = Cluster.start(store, "backend.holds.maxExpired=2")) {
            Shop shop = cluster.shop(0);
            cluster.openSale("held", SaleTerms.open(5).limitedTo(5).holding(1));
            for (int i = 0; i < 2; i++) {
                String order = Now.get(shop.buy("ann", "held")).orderId();
                await().until(
                                () -> Now.get(shop.order("ann", "held", order))
                                        .json()
                                        .getString("status"),
                                "EXPIRED"::equals);
            }
            assertThat(Now.get(shop.buy("ann", "held")).outcome()).isEqualTo("409 HOLDS_EXHAUSTED");

            cluster.stopBackend(0);
            cluster.startBackend();

            assertThat(Now.get(shop.buyWaiting("ann", "held", 25)).outcome()).isEqualTo("409 HOLDS_EXHAUSTED");
            assertThat(Now.get(shop.buyWaiting("bob", "held", 25)).outcome()).isEqualTo("201");
        }
    }
}
