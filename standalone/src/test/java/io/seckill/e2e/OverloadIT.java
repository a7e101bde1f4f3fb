package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Caller;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Timed;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Far more buyers than a slow backend can serve: those who are let in are served soon, the others are told at once. */
@Tag("slow")
class OverloadIT {
    /** A few hundred decisions a second at the most. */
    private static final String[] SLOW = {"kafka.properties.max.poll.records=32", "backend.consumer.pollSpacing=200ms"};

    private static final int BUYERS = 4_000;
    private static final long BUYERS_EVERY_MILLIS = 4;
    private static final int BUYERS_AT_ONCE = 4;

    /** A connection for each: nobody shall wait for one behind those who wait for their answer. */
    private final Caller crowd = new Caller(BUYERS);

    private final Cluster cluster = Cluster.empty("gateway.admission.maxPredictedWait=500ms", "topics.queues=1");

    @AfterEach
    void promisesHold() {
        try (cluster;
                crowd) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void mostAreRefusedAtOnceAndTheRestAreServedSoon() {
        cluster.startBackend(SLOW);
        cluster.startGateway();
        cluster.startGateway();
        cluster.openSale("phone", SaleTerms.open(1_000_000));

        List<Timed> answers = overload();

        List<Timed> refused =
                answers.stream().filter(timed -> timed.answer().status() == 503).toList();
        List<Timed> bought =
                answers.stream().filter(timed -> timed.answer().status() == 201).toList();
        assertThat(refused.size() + bought.size()).isEqualTo(BUYERS);
        assertThat(bought).hasSizeGreaterThan(100);
        assertThat(refused).hasSizeGreaterThan(BUYERS / 10).allSatisfy(timed -> {
            assertThat(timed.answer().outcome()).isEqualTo("503 OVERLOADED");
            assertThat(Integer.parseInt(timed.answer().header("Retry-After"))).isBetween(1, 60);
        });
        // Generous: buyers, gateways, backend and broker share this JVM, all of it cold, and the first second
        // overshoots.
        assertThat(Timed.percentile(refused, 50)).isLessThan(Duration.ofMillis(200));
        assertThat(Timed.percentile(bought, 50)).isLessThan(Duration.ofSeconds(3));
        await("as before")
                .atMost(Duration.ofSeconds(5))
                .until(() -> buy("late-" + System.nanoTime()).status() == 201);
    }

    @Test
    void stoppedBackendClosesTheLineAndItsReturnOpensIt() {
        int backend = cluster.startBackend();
        cluster.startGateway("gateway.purchase.defaultWait=100ms");
        cluster.openSale("phone", SaleTerms.open(1_000_000));
        cluster.stopBackend(backend);

        await("the line is closed")
                .until(() -> buy("early-" + System.nanoTime()).outcome().equals("503 OVERLOADED"));
        cluster.startBackend();

        await("the line is open")
                .until(() -> IntStream.range(0, 10)
                        .allMatch(i -> buy("late-" + System.nanoTime()).status() == 201));
    }

    private Answer buy(String user) {
        return Now.get(cluster.shop(0).buy(user, "phone"));
    }

    private Shop door(int gateway) {
        return new Shop(crowd, cluster.shop(gateway).port(), cluster.journal());
    }

    private List<Timed> overload() {
        return Now.get(Future.all(IntStream.range(0, BUYERS)
                        .mapToObj(i -> cluster.caller()
                                .vertx()
                                .timer(1 + i / BUYERS_AT_ONCE * BUYERS_EVERY_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(due -> Timed.of(() -> door(i % 2).buyWaiting("user-" + i, "phone", 20))))
                        .toList()))
                .list();
    }
}
