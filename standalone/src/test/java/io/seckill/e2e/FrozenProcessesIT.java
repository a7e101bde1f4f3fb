package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that stand still for a while, sockets open, and go on as if nothing had been. */
class FrozenProcessesIT {
    /** Enough items to have some on every queue. */
    private static final List<String> ITEMS =
            IntStream.range(0, 12).mapToObj(i -> "item-" + i).toList();

    private static final int STOCK = 30;

    @Test
    void anAppendThatTheBrokerDoesNotAnswerIs504AndMayStillBeDecided() {
        try (ProcessCluster cluster = ProcessCluster.start("frozen-broker")) {
            cluster.startGateway();
            cluster.startBackend();
            cluster.awaitReady();
            cluster.openSale("phone", SaleTerms.open(10));
            assertThat(Now.get(cluster.shop(0).buyWaiting("early", "phone", 20)).outcome())
                    .isEqualTo("201");
            cluster.broker().freeze();

            Answer answer = Now.get(cluster.shop(0).buy("ann", "phone"));

            assertThat(answer.outcome()).isEqualTo("504 QUEUE_TIMEOUT");
            assertThat(answer.header("Location"))
                    .startsWith("/v1/items/phone/purchases/" + answer.header("X-Request-Id"));
            assertThat(Now.get(cluster.shop(0).buy("bob", "phone")).outcome()).isEqualTo("503 QUEUE_UNAVAILABLE");
            cluster.broker().thaw();
            await("the same gateway serves again")
                    .until(() -> Now.get(cluster.shop(0).buyWaiting("cid", "phone", 5))
                                    .status()
                            != 503);
            assertThat(cluster.ledger().ordersOf("phone"))
                    .as("what was refused is not queued")
                    .noneMatch(order -> order.getUserId().equals("bob"));
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOwnerThatWakesUpAfterItsQueuesWereTakenOverDecidesNothingAnew(Store store) {
        try (ProcessCluster cluster = ProcessCluster.start("frozen-owner", store)) {
            // The backlog stands still, on purpose; and a broker on a busy machine may take its time.
            cluster.startGateway("gateway.admission.maxPredictedWait=1h", "gateway.publish.deliveryTimeout=20s");
            cluster.startBackend();
            cluster.startBackend();
            cluster.awaitReady();
            await("both backends hold queues").until(() -> {
                ITEMS.forEach(item -> cluster.openSale(item, SaleTerms.open(STOCK)));
                return decidedBy(cluster, 0) > 0 && decidedBy(cluster, 1) > 0;
            });

            List<Future<Answer>> inFlight = send(cluster, "in-flight", STOCK / 2, 10);
            cluster.backend(0).freeze();
            List<Future<Answer>> during = send(cluster, "during", STOCK, 25);
            assertThat(outcomes(during)).containsOnly("201", "409 SOLD_OUT");
            cluster.backend(0).thaw();

            // What the frozen one had decided and not yet sent comes late: those buyers hear 202 at their wait's end.
            // Where there is no order, who came later may have taken the last unit meanwhile.
            List<String> possible =
                    store == Store.POSTGRES ? List.of("201", "202", "409 SOLD_OUT") : List.of("201", "202");
            assertThat(outcomes(inFlight)).isSubsetOf(possible);
            assertThat(outcomes(send(cluster, "after", 1, 25))).containsOnly("409 SOLD_OUT");
            await("the first owner to be back in the group")
                    .until(() -> cluster.backendConsole(0).ready());
            var ledger = cluster.ledger();
            assertThat(ITEMS).allSatisfy(item -> assertThat(ledger.soldOf(item)).isEqualTo(STOCK));
            Guarantee.checkAll(cluster.evidence());
        }
    }

    private static double decidedBy(ProcessCluster cluster, int backend) {
        return Now.get(cluster.backendConsole(backend).metrics()).total("seckill_commands_decided_total");
    }

    /** Sends {@code count} buyers to every item, who wait so many seconds. */
    private static List<Future<Answer>> send(ProcessCluster cluster, String who, int count, int seconds) {
        return ITEMS.stream()
                .flatMap(item -> IntStream.range(0, count)
                        .mapToObj(i -> cluster.shop(0).buyWaiting(who + "-" + i, item, seconds)))
                .toList();
    }

    private static List<String> outcomes(List<Future<Answer>> answers) {
        return Now.get(Future.all(answers)).<Answer>list().stream()
                .map(Answer::outcome)
                .toList();
    }
}
