package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A closed item is deleted, and nothing of it is left, also where the backend is killed in the midst of that. */
class DeleteIT {
    private static final int ORDERS = Integer.getInteger("delete.orders", 2_500);

    @OnBothStores
    void aDeletedItemAndItsOrdersAre404AndTheNextOfItsNameIsNew(Store store) {
        try (Cluster cluster = Cluster.start(store)) {
            Shop shop = cluster.shop(0);
            Console console = cluster.console(0);
            cluster.openSale("other", SaleTerms.open(1));
            cluster.openSale("phone", SaleTerms.open(1).holding(60));
            Answer bought = Now.get(shop.buy("ann", "phone"));
            assertThat(Now.get(console.delete("phone")).outcome()).isEqualTo("409 ITEM_NOT_CLOSED");
            assertThat(Now.get(console.change("phone", "close")).status()).isEqualTo(200);
            assertThat(Now.get(console.delete("phone")).outcome())
                    .as("while it is held")
                    .isEqualTo("409 ITEM_NOT_CLOSED");
            assertThat(Now.get(shop.confirm("ann", "phone", bought.orderId())).status())
                    .isEqualTo(200);

            Answer deleted = Now.get(console.delete("phone"));

            assertThat(deleted.outcome()).isEqualTo("204");
            assertThat(deleted.body().length()).isZero();
            assertThat(List.of(
                            console.delete("phone"),
                            console.change("phone", "pause"),
                            shop.order("ann", "phone", bought.orderId()),
                            shop.confirm("ann", "phone", bought.orderId()),
                            shop.ask("ann", bought.header("Location"))))
                    .extracting(answer -> Now.get(answer).outcome())
                    .containsOnly("404 UNKNOWN_ITEM");
            await().until(() -> Now.get(shop.item("phone")).outcome().equals("404 UNKNOWN_ITEM"));
            assertThat(Now.get(shop.buy("bob", "phone")).outcome()).isEqualTo("404 UNKNOWN_ITEM");
            assertThat(Now.get(shop.get("/v1/items")).json().getJsonArray("items"))
                    .hasSize(1);
            cluster.openSale("phone", SaleTerms.open(1));
            assertThat(Now.get(shop.buy("ann", "phone")).outcome()).isEqualTo("201");
            assertThat(Now.get(shop.order("ann", "phone", bought.orderId())).outcome())
                    .isEqualTo("404 UNKNOWN_ORDER");
        }
    }

    @OnBothStores
    void aDeletionGoesOnWhereAKilledBackendLeftIt(Store store) {
        try (ProcessCluster cluster = ProcessCluster.start("delete", store)) {
            cluster.startGateway();
            cluster.startBackend();
            cluster.awaitReady();
            Shop shop = cluster.shop(0);
            cluster.openSale("other", SaleTerms.open(10));
            cluster.openSale("phone", SaleTerms.open(ORDERS));
            sellOut(shop);
            assertThat(Now.get(cluster.console(0).change("phone", "close")).status())
                    .isEqualTo(200);

            Future<Answer> deletion = cluster.console(0).delete("phone");
            await("the gateway knows")
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Now.get(shop.item("phone")).status() == 404);
            cluster.backend(0).kill();
            System.out.printf(
                    "killed with %d of %d orders left%n",
                    cluster.ledger().ordersOf("phone").size(), ORDERS);
            cluster.forgetTheDead();
            cluster.startBackend();
            cluster.awaitReady();

            assertThat(Now.get(deletion).status()).isIn(204, 202);
            assertThat(Now.get(cluster.console(0).delete("phone")).outcome()).isEqualTo("404 UNKNOWN_ITEM");
            await("nothing is left")
                    .until(() -> cluster.ledger().ordersOf("phone").isEmpty());
            assertThat(cluster.ledger().items()).doesNotContainKey("phone");
            assertThat(Now.get(shop.buyWaiting("ann", "other", 30)).outcome()).isEqualTo("201");
            cluster.openSale("phone", SaleTerms.open(1));
            assertThat(Now.get(shop.buyWaiting("user-0", "phone", 30)).outcome())
                    .isEqualTo("201");
            assertThat(cluster.ledger().ordersOf("phone")).hasSize(1);
        }
    }

    /** A hundred at a time. */
    private static void sellOut(Shop shop) {
        for (int first = 0; first < ORDERS; first += 100) {
            int from = first;
            List<Future<Answer>> buyers = IntStream.range(from, Math.min(from + 100, ORDERS))
                    .mapToObj(user -> shop.buyWaiting("user-" + user, "phone", 30))
                    .toList();
            Now.get(Future.all(buyers));
            assertThat(buyers).extracting(answer -> answer.result().outcome()).containsOnly("201");
        }
    }
}
