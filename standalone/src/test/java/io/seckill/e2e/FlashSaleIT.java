package io.seckill.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Evidence;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What all of this is for: many come at once, few can have one. */
@OnBothStores
class FlashSaleIT {
    private static final int STOCK = 100;
    private static final int USERS = 3_000;

    /** Longer than any machine needs: nobody is to be told "pending". */
    private static final int PATIENCE_SECONDS = 30;

    @AutoClose
    private final Cluster cluster;

    FlashSaleIT(Store store) {
        cluster = Cluster.start(store, "gateway.publish.deliveryTimeout=20s"); // the broker may be slow, buyers wait
    }

    @Test
    void aHundredOfThreeThousandGetOneAndAllOthersHearSoldOut() {
        cluster.openSale("phone", SaleTerms.open(STOCK));

        List<Future<Answer>> buyers = IntStream.range(0, USERS)
                .mapToObj(user -> cluster.shop(0).buyWaiting("user-" + user, "phone", PATIENCE_SECONDS))
                .toList();

        List<Answer> answers = Now.get(Future.all(buyers)).list();
        assertThat(answers.stream().collect(groupingBy(Answer::outcome, counting())))
                .isEqualTo(Map.of("201", (long) STOCK, "409 SOLD_OUT", (long) USERS - STOCK));
        Evidence evidence = cluster.evidence();
        assertThat(evidence.journal().sold()).hasSize(STOCK);
        assertThat(evidence.ledger().soldOf("phone")).isEqualTo(STOCK);
        MetricsPage metrics = evidence.gateways().get(0);
        assertThat(metrics.total("seckill_requests_replied_total") + metrics.total("seckill_edge_answers_total"))
                .as("answered by a decision or at the edge: the buyers and the one who opened the sale")
                .isEqualTo(USERS + 1);
        Guarantee.checkAll(evidence);
    }

    @Test
    void aUserWhoTriesFiftyTimesAtOnceGetsOne() {
        cluster.openSale("phone", SaleTerms.open(STOCK));

        List<Future<Answer>> tries = IntStream.range(0, 50)
                .mapToObj(attempt -> cluster.shop(0).buyWaiting("greedy", "phone", PATIENCE_SECONDS))
                .toList();

        List<Answer> answers = Now.get(Future.all(tries)).list();
        assertThat(answers.stream().collect(groupingBy(Answer::outcome, counting())))
                .isEqualTo(Map.of("201", 1L, "409 LIMIT_REACHED", 49L));
        assertThat(answers)
                .extracting(Answer::orderId)
                .containsOnly(answers.get(0).orderId());
        Guarantee.checkAll(cluster.evidence());
    }
}
