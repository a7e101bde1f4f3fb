package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** The same question gets the same answer: by request id and by idempotency key, at any gateway, after a restart. */
@OnBothStores
@TestInstance(Lifecycle.PER_CLASS)
class AskAgainIT {
    private static final String NOBODYS = "/purchases/0123456789abcdef0123456789abcdef";

    @Parameter
    private Store store;

    private Cluster cluster;
    private String item = ""; // each test has its own

    @BeforeParameterizedClassInvocation
    void start() {
        cluster = Cluster.start(store);
        cluster.startGateway();
    }

    @BeforeEach
    void openSale(TestInfo test) {
        item = test.getTestMethod().orElseThrow().getName();
        cluster.openSale(item, SaleTerms.open(1));
    }

    @AfterParameterizedClassInvocation
    void promisesHold() {
        try (var ended = cluster) {
            Guarantee.checkAll(ended.evidence());
        }
    }

    @Test
    void purchaseThatWonIsFoundAtAnotherGatewayHoweverOftenItIsAsked() {
        Answer bought = Now.get(cluster.shop(0).buy("ann", item));

        for (int i = 0; i < 10; i++) {
            Answer found = Now.get(cluster.shop(1).ask("ann", bought.header("Location")));
            assertThat(found.outcome()).isEqualTo("200");
            assertThat(found.json().getString("status")).isEqualTo("ACCEPTED");
            assertThat(found.orderId()).isEqualTo(bought.orderId());
        }
    }

    @Test
    void purchaseAnsweredWhenQueuedIsFoundDecided() {
        Answer queued = Now.get(cluster.shop(0).buy("ann", item, Map.of("Prefer", "respond-async"), ""));
        assertThat(queued.status()).isEqualTo(202);

        Answer found = Now.get(cluster.shop(1).ask("ann", queued.header("Location") + "&wait=20"));

        assertThat(found.json().getString("status")).isEqualTo("ACCEPTED");
        assertThat(found.json().getString("requestId")).isEqualTo(queued.header("X-Request-Id"));
    }

    @Test
    void rejectionIsTheSameAfterTheBackendWasReplaced() {
        Now.get(cluster.shop(0).buy("ann", item));
        Answer queued = Now.get(cluster.shop(0).buy("bob", item, queuedFor("bob"), ""));
        String location = queued.header("Location") + "&wait=20";
        assertThat(status(location)).isEqualTo("SOLD_OUT");

        cluster.stopBackend(0);
        cluster.startBackend();

        assertThat(status(location)).isEqualTo("SOLD_OUT");
    }

    @Test
    void otherPeoplesRequestsAndThoseThatNeverWereAreUnknown() {
        Answer bought = Now.get(cluster.shop(0).buy("ann", item));

        assertThat(Now.get(cluster.shop(0).ask("eve", bought.header("Location")))
                        .outcome())
                .isEqualTo("404 UNKNOWN_REQUEST");
        assertThat(Now.get(cluster.shop(0).ask("ann", "/v1/items/" + item + NOBODYS))
                        .outcome())
                .isEqualTo("404 UNKNOWN_REQUEST");
        assertThat(Now.get(cluster.shop(0).ask("ann", "/v1/items/nothing" + NOBODYS))
                        .outcome())
                .isEqualTo("404 UNKNOWN_ITEM");
        assertThat(Now.get(cluster.shop(0).ask("ann", "/v1/items/phone/purchases/nonsense"))
                        .outcome())
                .isEqualTo("400 INVALID_REQUEST");
    }

    @Test
    void sameKeyIsOnePurchaseWhereverItIsSent() {
        List<Future<Answer>> copies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            copies.add(cluster.shop(i % 2).buy("ann", item, Map.of("Idempotency-Key", "k1", "Prefer", "wait=20"), ""));
        }

        List<Answer> answers = copies.stream().map(Now::get).toList();
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(Answer::orderId).distinct()).hasSize(1);
    }

    @Test
    void sameKeyForAnotherQuantityIsRefused() {
        Map<String, String> key = Map.of("Idempotency-Key", "k1");
        Now.get(cluster.shop(0).buy("ann", item, key, "{\"quantity\":1}"));

        assertThat(Now.get(cluster.shop(1).buy("ann", item, key, "{\"quantity\":2}"))
                        .outcome())
                .isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void eventsCountDownAndEndWithTheOutcome() {
        List<Answer> queued = IntStream.range(0, 50)
                .mapToObj(i -> Now.get(cluster.shop(0).buy("user-" + i, item, queuedFor("user-" + i), "")))
                .toList();
        String last = queued.get(49).header("Location").replace("?", "/events?");

        String events = Now.get(cluster.shop(1).ask("user-49", last)).body().toString();

        assertThat(events).contains("event: outcome\ndata: ").contains("\"status\":\"SOLD_OUT\"");
        assertThat(events.indexOf("event: outcome")).isGreaterThan(events.lastIndexOf("event: position"));
    }

    /** With a key the purchase goes to the queue also where the gateway knows that nothing is left. */
    private static Map<String, String> queuedFor(String user) {
        return Map.of("Prefer", "respond-async", "Idempotency-Key", "of-" + user);
    }

    private String status(String location) {
        return Now.get(cluster.shop(1).ask("bob", location)).json().getString("status");
    }
}
