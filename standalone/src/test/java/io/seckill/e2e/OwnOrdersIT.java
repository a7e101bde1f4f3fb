package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of an order for its user: from which device it came, and that it is listed. */
@OnBothStores
class OwnOrdersIT {
    private final Cluster cluster;
    private final Shop shop;

    OwnOrdersIT(Store store) {
        cluster = Cluster.start(store);
        shop = cluster.shop(0);
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void theDeviceIsKeptWithTheOrderAlsoWhenThatIsConfirmedFromAnother() {
        cluster.openSale("devices", SaleTerms.open(10).holding(600));
        String device = "d".repeat(128);
        Answer bought = Now.get(shop.buy("ann", "devices", Map.of("X-Device-Id", device, "Idempotency-Key", "k"), ""));
        assertThat(bought.outcome()).isEqualTo("201");
        assertThat(Now.get(shop.confirm("ann", "devices", bought.orderId())).outcome())
                .isEqualTo("200");

        assertThat(cluster.ledger().orders().get(bought.orderId()).getDeviceId())
                .isEqualTo(device);
        assertThat(Now.get(shop.buy("bob", "devices", Map.of("X-Device-Id", device + "d"), ""))
                        .outcome())
                .isEqualTo("400 INVALID_REQUEST");
    }

    @Test
    void aUsersOwnOrdersAreListedNewestFirstEndedOnesToo() {
        cluster.openSale("listed", SaleTerms.open(5).limitedTo(3).holding(60));
        String cancelled = Now.get(shop.buy("ann", "listed")).orderId();
        String confirmed = Now.get(shop.buy("ann", "listed")).orderId();
        String reserved = Now.get(shop.buy("ann", "listed")).orderId();
        assertThat(Now.get(shop.buy("bob", "listed")).outcome()).isEqualTo("201");
        assertThat(Now.get(shop.cancel("ann", "listed", cancelled)).outcome()).isEqualTo("200");
        assertThat(Now.get(shop.confirm("ann", "listed", confirmed)).outcome()).isEqualTo("200");

        Answer listed = Now.get(shop.orders("ann", "listed"));

        assertThat(listed.outcome()).isEqualTo("200");
        assertThat(listed.json().getBoolean("more")).isFalse();
        List<JsonObject> orders = listed.json().getJsonArray("orders").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(orders)
                .extracting(order -> order.getString("orderId") + " " + order.getString("status"))
                .containsExactlyInAnyOrder(cancelled + " CANCELLED", confirmed + " CONFIRMED", reserved + " RESERVED");
        assertThat(orders)
                .extracting(order -> Instant.parse(order.getString("decidedAt")))
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(Now.get(shop.orders("eve", "listed")).json().getJsonArray("orders"))
                .isEmpty();
        assertThat(Now.get(shop.orders("ann", "no-such-item")).outcome()).isEqualTo("404 UNKNOWN_ITEM");
    }
}
