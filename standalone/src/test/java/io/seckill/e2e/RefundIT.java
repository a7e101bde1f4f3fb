package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only a service may ask of orders, where callers are believed: it does so on the management port. */
@OnBothStores
class RefundIT {
    private final Store store;

    RefundIT(Store store) {
        this.store = store;
    }

    @Test
    void aServiceConfirmsCancelsAndRefundsAndBuyersDoNot() {
        try (Cluster cluster = Cluster.start(store, "gateway.orders.confirmBy=service")) {
            unitsOfARefundedOrderAreForSaleAgainWhereTheyAreRestocked(cluster);
            aConfirmedOrderIsCancelledByAServiceOnly(cluster);
        }
    }

    private static void unitsOfARefundedOrderAreForSaleAgainWhereTheyAreRestocked(Cluster cluster) {
        Shop shop = cluster.shop(0);
        Console console = cluster.console(0);
        cluster.openSale("refunded", SaleTerms.open(1).holding(60));
        String orderId = Now.get(shop.buy("ann", "refunded")).orderId();
        assertThat(Now.get(shop.confirm("ann", "refunded", orderId)).outcome()).isEqualTo("403 FORBIDDEN");
        assertThat(Now.get(shop.refund("ann", "refunded", orderId)).outcome()).isEqualTo("403 FORBIDDEN");
        assertThat(Now.get(console.refund("refunded", orderId, "")).outcome()).isEqualTo("409 NOT_CONFIRMED");
        assertThat(Now.get(console.order("refunded", orderId, "confirm")).outcome())
                .isEqualTo("200");
        await().until(() -> stateOf(shop, "refunded").equals("SOLD_OUT"));

        for (String body : List.of("{\"restock\":true}", "")) {
            Answer refunded = Now.get(console.refund("refunded", orderId, body));
            assertThat(refunded.outcome()).isEqualTo("200");
            assertThat(refunded.json().getString("status")).isEqualTo("REFUNDED");
        }
        assertThat(Now.get(console.order("refunded", orderId, "confirm")).outcome())
                .isEqualTo("409 ALREADY_REFUNDED");
        await().until(() -> stateOf(shop, "refunded").equals("OPEN"));
        assertThat(Now.get(shop.buy("ann", "refunded")).outcome()).isEqualTo("201");
    }

    private static void aConfirmedOrderIsCancelledByAServiceOnly(Cluster cluster) {
        Shop shop = cluster.shop(0);
        Console console = cluster.console(0);
        cluster.openSale("voided", SaleTerms.open(1).holding(60));
        String orderId = Now.get(shop.buy("ann", "voided")).orderId();
        Now.get(console.order("voided", orderId, "confirm"));

        assertThat(Now.get(shop.cancel("ann", "voided", orderId)).outcome()).isEqualTo("409 ALREADY_CONFIRMED");
        assertThat(Now.get(console.order("voided", orderId, "cancel")).json().getString("status"))
                .isEqualTo("CANCELLED");
    }

    private static String stateOf(Shop shop, String item) {
        return Now.get(shop.item(item)).json().getString("state");
    }
}
