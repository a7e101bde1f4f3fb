package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Commands;
import io.seckill.e2e.cluster.EventLoops;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The broker goes away and comes back, under a gateway and a backend that go on. */
@OnBothStores
@Tag("slow")
class BrokerOutageIT {
    /** The usual wait of 2 s, and what a busy machine may add. */
    private static final Duration WAIT = Duration.ofSeconds(4);

    private final Cluster cluster;

    BrokerOutageIT(Store store) {
        cluster = Cluster.start(store);
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void anOutageCostsClearAnswersAndNoThreadAndEndsByItself() {
        cluster.openSale("phone", SaleTerms.open(1_000));
        assertThat(Now.get(cluster.shop(0).buy("early", "phone")).status()).isEqualTo(201);
        Map<String, Answer> answers = new HashMap<>();
        AtomicInteger later = new AtomicInteger();

        try (EventLoops loops = new EventLoops()) {
            cluster.stopBroker();
            for (int i = 0; i < 20; i++) {
                answers.put("user-" + i, buyWithinTheWait("user-" + i));
                assertThat(Now.get(cluster.console(0).get("/health/live")).status())
                        .isEqualTo(200);
            }
            cluster.startBroker();
            await("the same gateway serves again")
                    .until(() ->
                            buyWithinTheWait("later-" + later.getAndIncrement()).status() == 201);
            assertThat(loops.looks()).isGreaterThan(10);
            assertThat(loops.blocked()).isEmpty();
        }

        assertThat(answers.values())
                .extracting(Answer::outcome)
                .contains("503 QUEUE_UNAVAILABLE")
                .isSubsetOf("503 QUEUE_UNAVAILABLE", "504 QUEUE_TIMEOUT");
        assertThat(Commands.read(cluster.bootstrapServers()))
                .extracting(Command::getUserId)
                .doesNotContainAnyElementsOf(answers.entrySet().stream()
                        .filter(entry -> entry.getValue().status() == 503)
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private Answer buyWithinTheWait(String user) {
        long start = System.nanoTime();
        Answer answer = Now.get(cluster.shop(0).buy(user, "phone"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WAIT);
        switch (answer.status()) {
            case 503 -> assertThat(answer.header("Retry-After")).isNotEmpty();
            case 504 -> assertThat(answer.header("Location")).contains("/v1/items/phone/purchases/");
            default -> assertThat(answer.status()).isIn(201, 202);
        }
        return answer;
    }
}
