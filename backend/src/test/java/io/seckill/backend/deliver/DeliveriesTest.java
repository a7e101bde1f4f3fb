package io.seckill.backend.deliver;

import static io.seckill.backend.fixture.TestGateway.Manner.ANSWERS;
import static io.seckill.backend.fixture.TestGateway.Manner.HANGS_UP;
import static io.seckill.backend.fixture.TestGateway.Manner.SILENT;
import static io.seckill.backend.fixture.TestGateway.Manner.STOPS_READING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.BackendSettings;
import io.seckill.backend.fixture.AheadTicker;
import io.seckill.backend.fixture.Ipv6;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.fixture.TestGateway;
import io.seckill.net.TlsSettings;
import io.seckill.settings.Settings;
import io.seckill.testkit.TestPorts;
import io.seckill.v1.Item;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deliveries over real sockets. */
class DeliveriesTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<TestGateway> gateways = new ArrayList<>();
    private final AheadTicker ticker = new AheadTicker();
    private final List<Deliveries> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(deliveries -> {
            Future<Void> closed = deliveries.close();
            ticker.advance(10); // nothing here is worth waiting for
            Stage.join(closed);
        });
        gateways.forEach(TestGateway::close);
        Stage.join(vertx.close());
    }

    @Test
    void everyResultReachesItsGatewayAndIsCountedByReceipt() {
        TestGateway one = gateway();
        TestGateway other = gateway();
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(reply(one, "a"), reply(other, "b"), reply(one, "c")));

        await().untilAsserted(() -> {
            assertThat(one.results()).containsOnlyKeys("a", "c");
            assertThat(other.results()).containsOnlyKeys("b");
            assertThat(count("receipts", "resolved")).isEqualTo(3);
        });
    }

    @Test
    void allResultsForAGatewayTravelOnOneStreamInBatches() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();

        for (int round = 0; round < 3; round++) {
            deliveries.deliver(replies(gateway, "r" + round + "-", 2_500));
        }

        await().until(() -> gateway.results().size() == 7_500);
        assertThat(gateway.streams()).isEqualTo(1);
        assertThat(gateway.largestBatch()).isEqualTo(1_000);
    }

    @Test
    void aBatchStaysBelowTheMessageLimitOfGrpcReaders() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();
        Item large = Item.newBuilder().setTitle("x".repeat(1_000)).build();

        deliveries.deliver(IntStream.range(0, 1_000)
                .mapToObj(i -> new Reply(
                        gateway.address(),
                        result("r" + i).toBuilder().setItem(large).build()))
                .toList());

        await().until(() -> gateway.results().size() == 1_000);
        assertThat(gateway.largestBatch()).isLessThan(250);
    }

    @Test
    void aGatewayThatComesLateGetsWhatWaited() {
        int port = TestPorts.next();
        Deliveries deliveries = deliveries();
        deliveries.deliver(List.of(new Reply("127.0.0.1:" + port, result("a"))));
        await().until(() -> sum("queued") == 1);

        TestGateway late = TestGateway.start(vertx, port);
        gateways.add(late);

        await().until(() -> late.results().containsKey("a"));
    }

    @Test
    void aGatewayThatRestartsIsDialledAgain() {
        TestGateway first = gateway();
        int port = first.port();
        Deliveries deliveries = deliveries();
        deliveries.deliver(List.of(reply(first, "a")));
        await().until(() -> count("receipts", "resolved") == 1);
        first.close();
        gateways.remove(first);
        await().until(() -> sum("streams.broken") == 1); // or the first one's last moments might take what follows

        TestGateway second = TestGateway.start(vertx, port);
        gateways.add(second);
        deliveries.deliver(List.of(reply(second, "b")));

        await().until(() -> second.results().containsKey("b"));
    }

    @Test
    void whatWasNotAcknowledgedGoesOutOnceMoreAndNotTwice() {
        TestGateway gateway = gateway().behave(HANGS_UP);
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(reply(gateway, "a")));

        await().until(() -> count("dropped", "unacknowledged") == 1);
        assertThat(gateway.deliveries()).hasSize(2);
        gateway.behave(ANSWERS);
        deliveries.deliver(List.of(reply(gateway, "b")));
        await().until(() -> count("receipts", "resolved") == 1);
        assertThat(gateway.deliveries()).extracting(Result::getRequestId).containsExactly("a", "a", "b");
    }

    @Test
    void aGatewayThatNeverAnswersIsFoundOutAndServedWhenItAnswersAgain() {
        TestGateway gateway = gateway().behave(SILENT);
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(reply(gateway, "a")));
        await().until(() -> gateway.deliveries().size() == 1);
        ticker.advance(11);
        await().until(() -> sum("streams.broken") > 0);
        gateway.behave(ANSWERS);
        deliveries.deliver(List.of(reply(gateway, "b")));

        await().until(() -> gateway.results().containsKey("b") && count("receipts", "resolved") >= 1);
    }

    @Test
    void aGatewayThatDoesNotReadHoldsUpNobodyAndIsBounded() {
        TestGateway stuck = gateway().behave(STOPS_READING);
        TestGateway well = gateway();
        Deliveries deliveries = deliveries("maxQueuedPerGateway=10000");

        deliveries.deliver(replies(stuck, "s", 15_000));
        deliveries.deliver(replies(well, "w", 900));

        await().until(() -> well.results().size() == 900);
        assertThat(count("dropped", "queue_full")).isEqualTo(5_000);
        assertThat(sum("queued")).isBetween(2_000.0, 10_000.0); // no more than eight batches are on their way
    }

    @Test
    void anIdleStreamIsProbed() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(reply(gateway, "a")));
        await().until(() -> count("receipts", "resolved") == 1);

        ticker.advance(16);
        await().until(() -> gateway.emptyBatches() == 1);
        ticker.advance(16);
        await().until(() -> gateway.emptyBatches() == 2);
        assertThat(gateway.streams()).isEqualTo(1);
    }

    @Test
    void aGatewayNotReachedForLongIsForgottenWithWhatWaits() {
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(new Reply("127.0.0.1:" + TestPorts.next(), result("a"))));
        // By the second failure the first one's time has been noted.
        await().until(() ->
                registry.get("seckill.deliver.dials.failed").counter().count() >= 2);
        ticker.advance(61);

        await().until(() -> count("dropped", "given_up") == 1 && sum("gateways") == 0);
    }

    @Test
    void aGatewayNotWantedForLongIsForgotten() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();
        deliveries.deliver(List.of(reply(gateway, "a")));
        await().until(() -> count("receipts", "resolved") == 1);

        ticker.advance(61);
        await().until(() -> sum("gateways") == 0);
        deliveries.deliver(List.of(reply(gateway, "b")));

        await().until(() -> gateway.results().containsKey("b"));
        assertThat(gateway.streams()).isEqualTo(2);
    }

    @Test
    void anAddressOutsideOfTheListIsNeverDialled() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries("allowedAddresses=[10.0.0.0/8]");

        deliveries.deliver(replies(gateway, "a", 3));

        await().until(() -> count("dropped", "forbidden") == 3);
        assertThat(gateway.streams()).isZero();
        assertThat(sum("gateways")).isZero();
    }

    @Test
    void anAddressThatIsNoneIsCounted() {
        Deliveries deliveries = deliveries();
        List<String> none = List.of(
                "nonsense",
                "127.0.0.1",
                "127.0.0.1:0",
                "127.0.0.1:70000",
                "127.0.0.1%00.evil:80",
                ":80",
                "[::1",
                "[::1%lo]:80",
                "[::g]:80",
                "a:b:c",
                "\u0000:80");

        deliveries.deliver(
                none.stream().map(address -> new Reply(address, result("a"))).toList());

        await().until(() -> count("dropped", "bad_address") == none.size());
    }

    @Test
    void anAddressThatIsNoneCostsNobodyElseTheAnswer() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(
                new Reply("127.0.0.1%00.evil:80", result("a")), new Reply("[::1", result("b")), reply(gateway, "c")));

        await().until(() -> gateway.results().containsKey("c"));
        assertThat(count("dropped", "bad_address")).isEqualTo(2);
    }

    @Test
    void aGatewayIsServedInSpiteOfInventedAddressesThatTookEveryPlace() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries("maxGateways=3");
        deliveries.deliver(Stream.generate(TestPorts::next)
                .limit(3)
                .map(port -> new Reply("127.0.0.1:" + port, result("a")))
                .toList());
        await().until(() ->
                registry.get("seckill.deliver.dials.failed").counter().count() >= 3);

        deliveries.deliver(List.of(reply(gateway, "b")));

        await().until(() -> gateway.results().containsKey("b"));
        assertThat(count("dropped", "too_many_gateways")).isZero();
    }

    @Test
    void aGatewayIsReachedByItsIpv6Address() {
        assumeTrue(Ipv6.isHere());
        TestGateway gateway =
                TestGateway.start(vertx, new HttpServerOptions().setHost("::1").setPort(0));
        gateways.add(gateway);
        Deliveries deliveries = deliveries();

        deliveries.deliver(List.of(new Reply("[::1]:" + gateway.port(), result("a"))));

        await().until(() -> gateway.results().containsKey("a"));
    }

    @Test
    void moreGatewaysThanAllowedAreTurnedAway() {
        TestGateway first = gateway();
        TestGateway second = gateway();
        Deliveries deliveries = deliveries("maxGateways=1");

        deliveries.deliver(List.of(reply(first, "a"), reply(second, "b")));

        await().until(() -> count("dropped", "too_many_gateways") == 1);
        await().until(() -> first.results().containsKey("a"));
        assertThat(second.streams()).isZero();
    }

    @Test
    void closingWaitsForWhatIsOnItsWay() {
        TestGateway gateway = gateway();
        Deliveries deliveries = deliveries(() -> 0); // so the time for it does not pass

        deliveries.deliver(replies(gateway, "a", 2_000));
        Stage.join(deliveries.close());

        assertThat(gateway.results()).hasSize(2_000);
    }

    private TestGateway gateway() {
        TestGateway gateway = TestGateway.start(vertx);
        gateways.add(gateway);
        return gateway;
    }

    private Deliveries deliveries(String... overrides) {
        return deliveries(ticker, overrides);
    }

    private Deliveries deliveries(Ticker clock, String... overrides) {
        Settings settings = Settings.defaults(getClass().getClassLoader(), BackendSettings.DEFAULTS);
        for (String override : overrides) {
            settings = settings.withOverride("backend.delivery." + override);
        }
        DeliverySettings delivery =
                settings.section(BackendSettings.SECTION, BackendSettings.class).delivery();
        TlsSettings plain = new TlsSettings("", "", "");
        Deliveries deliveries = Deliveries.start(vertx, delivery, plain, registry, clock, new SplittableRandom(3));
        started.add(deliveries);
        return deliveries;
    }

    private static List<Reply> replies(TestGateway gateway, String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> reply(gateway, prefix + i))
                .toList();
    }

    private static Reply reply(TestGateway gateway, String requestId) {
        return new Reply(gateway.address(), result(requestId));
    }

    private static Result result(String requestId) {
        return Result.newBuilder()
                .setRequestId(requestId)
                .setGatewayEpoch(1)
                .setOutcome(Outcome.OUTCOME_SOLD_OUT)
                .build();
    }

    private double count(String name, String kind) {
        return registry.get("seckill.deliver." + name)
                .tag("kind", kind)
                .counter()
                .count();
    }

    private double sum(String name) {
        return registry.get("seckill.deliver." + name).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }
}
