package io.seckill.e2e;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Order;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However often a purchase is sent, wherever, and whoever dies meanwhile: with one key it is one purchase. */
@OnBothStores
class IdempotencyKeysIT {
    private static final int PURCHASES = 500;
    private static final int COPIES = 5;

    /** Enough items to have some on every queue. */
    private static final int ITEMS = 12;

    /** Less than will be asked for, so that some keys win nothing. */
    private static final int STOCK = 30;

    private final ProcessCluster cluster;

    IdempotencyKeysIT(Store store) {
        cluster = ProcessCluster.start("idempotency-keys", store);
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void fiveCopiesAtTwoGatewaysHaveOneOutcomeThoughABackendIsKilledAmongThem() {
        start();
        AtomicInteger known = new AtomicInteger();
        List<List<Future<Answer>>> purchases = IntStream.range(0, PURCHASES)
                .mapToObj(purchase -> IntStream.range(0, COPIES)
                        .mapToObj(copy -> cluster.shop(copy % 2)
                                .buyForSure("user-" + purchase, item(purchase), "key-" + purchase)
                                .onSuccess(answer -> known.incrementAndGet()))
                        .toList())
                .toList();
        await("the middle").until(() -> known.get() > PURCHASES);
        cluster.backend(0).kill();
        int before = known.get();

        List<List<String>> verdicts =
                purchases.stream().map(IdempotencyKeysIT::verdicts).toList();

        System.out.printf("%d of %d copies were answered when the backend died%n", before, PURCHASES * COPIES);
        assertThat(before).as("copies answered before the backend died").isLessThan(PURCHASES * COPIES);
        assertThat(verdicts)
                .allSatisfy(
                        copies -> assertThat(copies).containsOnly(copies.get(0)).doesNotContain(""));
        Map<String, String> orderOfKey =
                cluster.ledger().orders().values().stream().collect(toMap(Order::getIdempotencyKey, Order::getOrderId));
        assertThat(orderOfKey).hasSize(ITEMS * STOCK);
        for (int purchase = 0; purchase < PURCHASES; purchase++) {
            String order = orderOfKey.get("key-" + purchase);
            assertThat(verdicts.get(purchase).get(0)).isEqualTo(order == null ? "SOLD_OUT" : "ACCEPTED " + order);
        }
    }

    private void start() {
        cluster.startBackend();
        cluster.startBackend();
        cluster.startGateway();
        cluster.startGateway();
        cluster.awaitReady();
        for (int item = 0; item < ITEMS; item++) {
            cluster.openSale(item(item), SaleTerms.open(STOCK));
        }
        await("both backends hold queues").until(() -> decidedBy(0) > 0 && decidedBy(1) > 0);
    }

    private static String item(int purchase) {
        return "item-" + purchase % ITEMS;
    }

    private static List<String> verdicts(List<Future<Answer>> copies) {
        return copies.stream().map(copy -> Now.get(copy).verdict()).toList();
    }

    private double decidedBy(int backend) {
        return Now.get(cluster.backendConsole(backend).metrics()).total("seckill_commands_decided_total");
    }
}
