package io.seckill.backend.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.BackendSettings;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.fixture.TestGateway;
import io.seckill.net.TlsSettings;
import io.seckill.settings.Settings;
import io.seckill.testkit.TestPorts;
import io.seckill.v1.Outcome;
import io.seckill.v1.QueuePosition;
import io.seckill.v1.Result;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How far the queues are decided, and what is told again after a take-over, over real sockets. */
class ProgressTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<TestGateway> gateways = new ArrayList<>();

    @AfterEach
    void close() {
        gateways.forEach(TestGateway::close);
        Stage.join(vertx.close());
    }

    @Test
    void progressRidesOnTheBatchOfResults() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();

        deliveries.decided(List.of(position(0, 7), position(3, 9)));
        deliveries.deliver(List.of(reply(gateway, "a")));

        await().until(() -> gateway.positions().equals(Map.of(0, 7L, 3, 9L)));
        assertThat(gateway.results()).containsKey("a");
        assertThat(gateway.emptyBatches()).isZero();
    }

    @Test
    void progressReachesEveryGatewayThatIsKnownWithoutResultsToo() {
        TestGateway one = gateway();
        TestGateway other = gateway();
        Deliveries deliveries = deliveries();
        deliveries.deliver(List.of(reply(one, "a"), reply(other, "b")));
        await().until(() -> one.results().containsKey("a") && other.results().containsKey("b"));

        deliveries.decided(List.of(position(2, 5)));

        await().until(() ->
                one.positions().equals(Map.of(2, 5L)) && other.positions().equals(Map.of(2, 5L)));
        assertThat(one.streams()).isEqualTo(1);
    }

    @Test
    void wordsAreFewHoweverFastTheQueueIs() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();
        deliveries.deliver(List.of(reply(gateway, "a")));
        await().until(() -> gateway.results().containsKey("a"));
        long begun = System.nanoTime();

        for (int offset = 1; offset <= 20_000; offset++) {
            deliveries.decided(List.of(position(0, offset)));
        }

        await().until(() -> gateway.positions().equals(Map.of(0, 20_000L)));
        long intervals = (System.nanoTime() - begun) / 100_000_000L + 2;
        assertThat((long) gateway.progressWords()).isLessThanOrEqualTo(intervals);
    }

    @Test
    void whatHasNotChangedIsNotToldAgain() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();
        deliveries.decided(List.of(position(0, 5)));
        deliveries.deliver(List.of(reply(gateway, "a")));
        await().until(() -> gateway.progressWords() == 1);

        deliveries.decided(List.of(position(0, 5)));
        deliveries.decided(List.of(position(0, 4)));
        deliveries.deliver(List.of(reply(gateway, "b")));

        await().until(() -> gateway.results().containsKey("b"));
        assertThat(gateway.progressWords()).isEqualTo(1);
    }

    @Test
    void aGatewayThatRestartedIsToldEverythingAnew() {
        TestGateway first = gateway();
        Deliveries deliveries = deliveries();
        deliveries.decided(List.of(position(0, 5), position(1, 6)));
        deliveries.deliver(List.of(reply(first, "a")));
        await().until(() -> first.positions().size() == 2);
        first.close();
        gateways.remove(first);
        TestGateway second = gateway(first.port());

        deliveries.decided(List.of(position(0, 8)));

        await().until(() -> second.positions().equals(Map.of(0, 8L, 1, 6L)));
    }

    @Test
    void whatIsToldAgainAfterATakeOverIsCountedApart() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(reply(gateway, "a")));
        deliveries.deliverAgain(List.of(reply(gateway, "b"), reply(gateway, "c")));

        await().until(() -> count("takeover.redelivered") == 2 && count("deliver.receipts") == 1);
        assertThat(gateway.results()).containsOnlyKeys("a", "b", "c");
    }

    private TestGateway gateway() {
        return gateway(TestPorts.next());
    }

    private TestGateway gateway(int port) {
        TestGateway gateway = TestGateway.start(vertx, port);
        gateways.add(gateway);
        return gateway;
    }

    private Deliveries deliveries() {
        DeliverySettings delivery = Settings.defaults(getClass().getClassLoader(), BackendSettings.DEFAULTS)
                .section(BackendSettings.SECTION, BackendSettings.class)
                .delivery();
        TlsSettings plain = new TlsSettings("", "", "");
        return Deliveries.start(vertx, delivery, plain, registry, Ticker.system(), new SplittableRandom(3));
    }

    private static QueuePosition position(int queue, long offset) {
        return QueuePosition.newBuilder().setQueue(queue).setOffset(offset).build();
    }

    private static Reply reply(TestGateway gateway, String requestId) {
        return new Reply(
                gateway.address(),
                Result.newBuilder()
                        .setRequestId(requestId)
                        .setGatewayEpoch(1)
                        .setOutcome(Outcome.OUTCOME_SOLD_OUT)
                        .build());
    }

    private double count(String name) {
        return registry.get("seckill." + name).tag("kind", "resolved").counter().count();
    }
}
