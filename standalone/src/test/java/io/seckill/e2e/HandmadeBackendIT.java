package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.v1.Receipt;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The contract is public: a backend that knows nothing but the proto files is a first-class citizen. */
class HandmadeBackendIT {
    @AutoClose
    private final Cluster cluster = Cluster.empty();

    @Test
    void aBackendInAnotherLanguageServesAPurchase() throws Exception {
        cluster.startGateway();
        try (var backend = new HandmadeBackend(cluster.caller(), cluster.bootstrapServers())) {
            // Nobody has published an item yet: the gateway does not know better than the backend.
            assertThat(Now.get(cluster.shop(0).buy("eve", "never-published")).outcome())
                    .isEqualTo("201");
            cluster.openSale("hand-made", SaleTerms.open(5));
            assertThat(Now.get(cluster.shop(0).buy("eve", "never-published")).outcome())
                    .isEqualTo("404 UNKNOWN_ITEM");

            var answer = Now.get(cluster.shop(0).buy("ann", "hand-made"));

            assertThat(answer.outcome()).isEqualTo("201");
            assertThat(answer.orderId()).isEqualTo(answer.header("X-Request-Id"));
            await().until(() -> backend.receipts().size() == 3);
            assertThat(backend.receipts()).containsOnly(Receipt.RECEIPT_RESOLVED);
        }
    }
}
