package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.v1.Receipt;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract is public: a backend that knows nothing but the proto files is a first-class citizen. */
class HandmadeBackendIT {
    private final Cluster cluster = Cluster.empty();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aBackendInAnotherLanguageServesAPurchase() throws Exception {
        cluster.startGateway();
        try (var backend = new HandmadeBackend(cluster.caller(), cluster.bootstrapServers())) {
            cluster.openSale("hand-made", SaleTerms.open(5));

            var answer = Now.get(cluster.shop(0).buy("ann", "hand-made"));

            assertThat(answer.outcome()).isEqualTo("201");
            assertThat(answer.orderId()).isEqualTo(answer.header("X-Request-Id"));
            await().until(() -> backend.receipts().size() == 2);
            assertThat(backend.receipts()).isEqualTo(List.of(Receipt.RECEIPT_RESOLVED, Receipt.RECEIPT_RESOLVED));
        }
    }
}
