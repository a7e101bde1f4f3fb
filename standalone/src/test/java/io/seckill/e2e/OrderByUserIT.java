package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Commands;
import io.seckill.e2e.cluster.KeyOrder;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Command;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code topics.orderingKey: user}: an item is sold by all queues at once, and each user's commands keep their order. */
class OrderByUserIT {
    private static final int USERS = 60;
    private static final int STOCK = 100;
    private static final List<String> ITEMS =
            IntStream.range(0, 5).mapToObj(i -> "item-" + i).toList();

    @AutoClose
    private final Cluster cluster = Cluster.empty(
            Store.POSTGRES,
            "topics.orderingKey=user",
            "backend.engine.mode=keyed",
            "gateway.publish.deliveryTimeout=20s", // the broker may be slow, and buyers wait
            "gateway.admission.maxPredictedWait=50s");

    private final Shop shop;

    OrderByUserIT() {
        cluster.startBackend();
        cluster.observeDecisions();
        cluster.startGateway();
        shop = cluster.shop(0);
    }

    @Test
    void stockIsExactAndEachUsersPurchasesAreDecidedInTheirOrder() {
        ITEMS.forEach(item -> cluster.openSale(item, SaleTerms.open(STOCK).limitedTo(5)));
        assertThat(Commands.read(cluster.bootstrapServers()))
                .as("no user's, so that each goes by its item")
                .filteredOn(Command::hasPutItem)
                .hasSize(ITEMS.size())
                .extracting(Command::getUserId)
                .containsOnly("");
        List<Future<Answer>> purchases = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String item : ITEMS) {
                IntStream.range(0, USERS).forEach(user -> purchases.add(shop.buyWaiting("user-" + user, item, 25)));
            }
        }

        List<Answer> answers = Now.get(Future.all(purchases)).list();

        assertThat(answers).extracting(Answer::outcome).containsOnly("201", "409 SOLD_OUT");
        Guarantee.checkAll(cluster.evidence());
        ITEMS.forEach(item -> assertThat(cluster.ledger().soldOf(item)).isEqualTo(STOCK));
        List<KeyOrder.Step> appended = KeyOrder.appended(cluster.bootstrapServers(), Command::getUserId);
        assertThat(appended).extracting(KeyOrder.Step::queue).contains(0, 1, 2, 3, 4);
        assertThat(KeyOrder.inversions(appended, byUser(appended, cluster.decided())))
                .isZero();
        int ofItems = KeyOrder.inversions(KeyOrder.appended(cluster.bootstrapServers()), cluster.decided());
        System.out.printf("%d purchases; by item %d would be out of order%n", answers.size(), ofItems);
    }

    private static List<KeyOrder.Step> byUser(List<KeyOrder.Step> appended, List<KeyOrder.Step> decided) {
        Map<String, KeyOrder.Step> purchases = new HashMap<>();
        appended.forEach(step -> purchases.put(step.id(), step));
        return decided.stream().map(step -> purchases.get(step.id())).toList();
    }

    @Test
    void questionsAndHoldsReachTheOrderWhereverItsItemIs() {
        cluster.openSale("phone", SaleTerms.open(3).holding(2));
        Answer confirmed = Now.get(shop.buyWaiting("ann", "phone", 25));
        Answer cancelled = Now.get(shop.buyWaiting("ben", "phone", 25));
        Answer expires = Now.get(shop.buyWaiting("cay", "phone", 25));
        assertThat(List.of(confirmed, cancelled, expires))
                .extracting(Answer::outcome)
                .containsOnly("201");

        assertThat(Now.get(shop.confirm("ann", "phone", confirmed.orderId())).status())
                .isEqualTo(200);
        assertThat(Now.get(shop.cancel("ben", "phone", cancelled.orderId())).status())
                .isEqualTo(200);
        assertThat(Now.get(shop.settle("ann", confirmed.header("Location"))).orderId())
                .isEqualTo(confirmed.orderId());
        assertThat(Now.get(shop.ask("ben", confirmed.header("Location"))).outcome())
                .isEqualTo("404 UNKNOWN_REQUEST");

        await("nobody asks, and the hold ends")
                .until(() -> !Ledger.holdsUnits(cluster.ledger().orders().get(expires.orderId())));
        assertThat(Now.get(shop.order("cay", "phone", expires.orderId())).json().getString("status"))
                .isEqualTo("EXPIRED");
        await("shown").until(() -> Now.get(shop.item("phone")).json().getInteger("remaining") == 2);
    }
}
