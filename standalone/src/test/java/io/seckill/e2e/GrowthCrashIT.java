package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.KeyOrder;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.Rush;
import io.seckill.e2e.cluster.Rush.Bought;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.SlotsTopic;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.testkit.ChildProcess;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;

/** In each phase of a growth everything is killed once, the growth itself first: it goes on, and all that holds otherwise holds. */
class GrowthCrashIT {
    private static final String SCARCE = "scarce";
    private static final int STOCK = 30;
    private static final int BUYERS = 6;
    private static final List<String> ITEMS =
            IntStream.range(0, 12).mapToObj(i -> i == 0 ? SCARCE : "item-" + i).toList();
    private static final String[] BACKEND = {"topics.queues=2", "backend.engine.mode=keyed"};
    private static final String[] GATEWAY = {"topics.queues=2", "gateway.admission.maxPredictedWait=50s"};

    /** What the growth prints when it enters each of its phases. */
    private static final List<String> PHASES = List.of("growing from", "FREEZING:", "SWITCHED:");

    @OnBothStores
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // five processes that start anew, on a machine that may be busy
    void whateverDiesTheGrowthGoesOn(Store store) {
        try (ProcessCluster cluster = ProcessCluster.start("growth-crash", store)) {
            cluster.startBackend(BACKEND);
            cluster.startBackend(BACKEND);
            cluster.startGateway(GATEWAY);
            cluster.startGateway(GATEWAY);
            cluster.awaitReady();
            cluster.observeDecisions();
            ITEMS.forEach(item -> cluster.openSale(item, SaleTerms.open(item.equals(SCARCE) ? STOCK : 1_000_000)));
            List<Shop> shops = List.of(cluster.shop(0), cluster.shop(1));
            Rush rush = new Rush(2, ITEMS, (gateway, user, item) -> buyForSure(cluster, shops, gateway, user, item))
                    .start(BUYERS);
            await("warm").until(() -> rush.size() > 200);

            // The store takes part in the last phase only.
            (store == Store.LEDGER ? PHASES : PHASES.subList(2, 3)).forEach(phase -> killEverythingIn(phase, cluster));
            ChildProcess again = cluster.grow("again", 4);
            again.awaitOutput("STEADY");
            assertThat(again.awaitExit()).isZero();

            int then = rush.size();
            await("goes on").until(() -> rush.size() > then + 200);
            check(cluster, rush.stop());
        }
    }

    private static void killEverythingIn(String phase, ProcessCluster cluster) {
        ChildProcess grow = cluster.grow("until-" + PHASES.indexOf(phase), 4);
        grow.awaitOutput(phase);
        grow.kill();
        cluster.restartGateway(0);
        cluster.restartBackend(0);
        cluster.awaitReady();
        cluster.broker().kill();
        cluster.restartBroker();
    }

    private static void check(ProcessCluster cluster, List<Bought> bought) {
        assertThat(bought)
                .extracting(one -> one.answer().verdict())
                .allMatch(verdict -> verdict.matches("ACCEPTED .*|SOLD_OUT"));
        try (SlotsTopic topic = new SlotsTopic(cluster.bootstrapServers())) {
            assertThat(topic.layout().table().queues()).isEqualTo(4);
        }
        Guarantee.checkAll(cluster.evidence());
        assertThat(cluster.ledger().soldOf(SCARCE)).isEqualTo(STOCK);
        int inversions = KeyOrder.inversions(KeyOrder.appended(cluster.bootstrapServers()), cluster.decided());
        System.out.printf("%d purchases, %d decided out of order%n", bought.size(), inversions);
        assertThat(inversions).isZero();
    }

    /** Where the gateway has died, at the other one, under the same key. */
    private static Future<Answer> buyForSure(
            ProcessCluster cluster, List<Shop> shops, int gateway, String user, String item) {
        return shops.get(gateway)
                .buyForSure(user, item, user)
                .recover(gone -> cluster.caller()
                        .vertx()
                        .timer(200)
                        .compose(due -> buyForSure(cluster, shops, 1 - gateway, user, item)));
    }
}
