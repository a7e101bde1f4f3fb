package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Rush;
import io.seckill.e2e.cluster.Rush.Bought;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.testkit.BrokerProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of three brokers, on two of which each record must be, one after the other is killed while buyers buy. */
class BrokersKilledIT {
    private static final String SCARCE = "scarce";
    private static final int STOCK = 20;
    private static final List<String> ITEMS =
            IntStream.range(0, 12).mapToObj(i -> i == 0 ? SCARCE : "item-" + i).toList();
    private static final int BUYERS = 10;

    /** Purchases that tell that the service is back. */
    private static final int SOME = 100;

    /** For the others to notice and lead, 3 s, and what waits meanwhile; a busy machine may take longer. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrSoldTwiceWhereABrokerIsKilled() throws Exception {
        kill(1);
    }

    @Tag("slow")
    @Test
    void nothingIsLostOrSoldTwiceWhereEachIsKilledInTurn() throws Exception {
        kill(BrokerProcesses.NODES);
    }

    private void kill(int nodes) throws Exception {
        try (BrokerProcesses brokers = BrokerProcesses.start(folder);
                Cluster cluster = Cluster.beside(
                        brokers.bootstrapServers(),
                        "topics.queues=3",
                        "topics.replication=3",
                        "topics.minInsyncReplicas=2")) {
            IntStream.range(0, 2).forEach(i -> cluster.startBackend());
            IntStream.range(0, 2).forEach(i -> cluster.startGateway());
            ITEMS.forEach(item -> cluster.openSale(item, SaleTerms.open(item.equals(SCARCE) ? STOCK : 1_000_000)));
            Rush rush = new Rush(
                            2,
                            ITEMS,
                            (gateway, user, item) -> cluster.shop(gateway).buyForSure(user, item, user))
                    .start(BUYERS);
            goesOn(rush, "before");

            for (int node = 0; node < nodes; node++) {
                brokers.kill(node);
                goesOn(rush, "without node " + node);
                brokers.startAgain(node);
                brokers.awaitAllInSync();
            }

            goesOn(rush, "afterwards");
            check(cluster, rush.stop());
        }
    }

    private static void goesOn(Rush rush, String when) {
        int before = rush.size();
        long begun = System.nanoTime();
        await("purchases " + when).atMost(BACK_WITHIN).until(() -> rush.size() > before + SOME);
        System.out.printf(
                "%s: %d ms%n", when, Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    private static void check(Cluster cluster, List<Bought> bought) {
        assertThat(bought)
                .extracting(Bought::answer)
                .extracting(Answer::verdict)
                .allMatch(verdict -> verdict.matches("ACCEPTED .*|SOLD_OUT"));
        Guarantee.checkAll(cluster.evidence());
        Ledger ledger = cluster.ledger();
        // Of each purchase that ended well its own order, also where that was learnt by asking.
        List<String> told = bought.stream()
                .map(one -> one.answer().orderId())
                .filter(order -> !order.isEmpty())
                .toList();
        assertThat(told).doesNotHaveDuplicates();
        assertThat(ledger.orders().keySet()).containsExactlyInAnyOrderElementsOf(told);
        assertThat(ledger.soldOf(SCARCE)).isEqualTo(STOCK);
        System.out.printf("%d purchases, %d orders%n", bought.size(), told.size());
    }
}
