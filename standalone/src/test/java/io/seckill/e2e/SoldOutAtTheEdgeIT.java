package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The losers of a sale are told so by the gateways alone. */
@TestInstance(Lifecycle.PER_CLASS)
class SoldOutAtTheEdgeIT {
    private static final int UNITS = 300;
    private static final int AT_ONCE = 50;
    private static final int LOSERS = 5_000;
    private static final Duration SOON = Duration.ofMillis(100);

    private Cluster cluster;
    private String item = ""; // each test has its own
    private int buyers;

    @BeforeAll
    void start() {
        cluster = Cluster.start();
        cluster.startGateway();
    }

    @BeforeEach
    void openSale(TestInfo test) {
        item = test.getTestMethod().orElseThrow().getName();
        cluster.openSale(item, SaleTerms.open(UNITS));
        await("the views are current").until(() -> sum("seckill_edge_current") == 2);
    }

    @AfterAll
    void promisesHold() {
        try (var ended = cluster) {
            Guarantee.checkAll(ended.evidence());
        }
    }

    @Test
    @Tag("slow")
    void soonAfterTheLastUnitNearlyAllAnswersComeFromTheEdge() {
        long lastUnit = sellOut();
        while (System.nanoTime() - lastUnit < SOON.toNanos()) {
            crowd();
        }
        double atTheEdge = soldOutAtTheEdge();
        double opened = sum("seckill_requests_opened_total");
        int before = buyers;

        while (buyers - before < LOSERS) {
            assertThat(crowd()).allMatch(answer -> answer.outcome().equals("409 SOLD_OUT"));
        }

        double fromTheEdge = soldOutAtTheEdge() - atTheEdge;
        assertThat(fromTheEdge).isGreaterThanOrEqualTo(0.95 * (buyers - before));
        assertThat(fromTheEdge + sum("seckill_requests_opened_total") - opened).isEqualTo(buyers - before);
    }

    @Test
    void restockLiftsItAtEveryGateway() {
        sellOut();
        await("both know").until(() -> IntStream.range(0, 2).allMatch(this::saysSoldOutItself));

        assertThat(Now.get(cluster.console(0).put(item, SaleTerms.open(UNITS + 10)))
                        .status())
                .isEqualTo(200);

        for (int gateway = 0; gateway < 2; gateway++) {
            int number = gateway;
            await("gateway " + number + " sells again").until(() -> buy(number).status() == 201);
        }
        sellOut();
    }

    @Test
    void copyOfAPurchaseThatWonIsToldSoAlsoWhenSoldOut() {
        Map<String, String> key = Map.of("Idempotency-Key", "k1");
        Answer won = Now.get(cluster.shop(0).buy("ann", item, key, ""));
        sellOut();
        await("both know").until(() -> IntStream.range(0, 2).allMatch(this::saysSoldOutItself));

        Answer copy = Now.get(cluster.shop(1).buy("ann", item, key, ""));

        assertThat(copy.outcome()).isEqualTo("201");
        assertThat(copy.orderId()).isEqualTo(won.orderId());
    }

    @Test
    void gatewayWhoseBrokerIsGoneGuessesNothing() {
        sellOut();
        await("both know").until(() -> IntStream.range(0, 2).allMatch(this::saysSoldOutItself));

        cluster.stopBroker();

        await("the views are too old").until(() -> sum("seckill_edge_current") == 0);
        assertThat(buy(0).status()).isIn(503, 504);
        cluster.startBroker();
        await("the views are current again").until(() -> sum("seckill_edge_current") == 2);
    }

    /** Its first record holds back what others commit behind it: the view stands still, and must not seem current. */
    @Test
    void viewThatAnOpenTransactionHoldsBackAnswersNothing() throws Exception {
        sellOut();
        await("both know").until(() -> IntStream.range(0, 2).allMatch(this::saysSoldOutItself));
        try (var foreign = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "transactional.id", "foreign"),
                new StringSerializer(),
                new StringSerializer())) {
            foreign.initTransactions();
            foreign.beginTransaction();
            foreign.send(new ProducerRecord<>("seckill.items", "nothing", null)).get();
            assertThat(Now.get(cluster.console(0).put(item, SaleTerms.open(UNITS + 10)))
                            .status())
                    .isEqualTo(200);

            await("the edges are silent").until(() -> sum("seckill_edge_current") == 0);
            assertThat(buy(0).outcome()).isEqualTo("201");
            assertThat(buy(1).outcome()).isEqualTo("201");
            foreign.abortTransaction();
        }
        await("the views are current again").until(() -> sum("seckill_edge_current") == 2);
        sellOut();
    }

    /** Buys until the last unit is sold; the moment at which its buyer was told. */
    private long sellOut() {
        long told = System.nanoTime();
        for (boolean sold = true; sold; ) {
            sold = crowd().stream().anyMatch(answer -> answer.status() == 201);
            told = sold ? System.nanoTime() : told;
        }
        return told;
    }

    private List<Answer> crowd() {
        List<Future<Answer>> crowd = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> cluster.shop(i % 2).buy("user-" + buyers++, item))
                .toList();
        return Now.get(Future.all(crowd)).list();
    }

    private Answer buy(int gateway) {
        return Now.get(cluster.shop(gateway).buy("user-" + buyers++, item));
    }

    private boolean saysSoldOutItself(int gateway) {
        double before = edgeCount(gateway);
        return buy(gateway).outcome().equals("409 SOLD_OUT") && edgeCount(gateway) > before;
    }

    private double soldOutAtTheEdge() {
        return edgeCount(0) + edgeCount(1);
    }

    private double edgeCount(int gateway) {
        return metrics(gateway).labelled("seckill_edge_answers_total", "code", "SOLD_OUT");
    }

    private double sum(String name) {
        return metrics(0).total(name) + metrics(1).total(name);
    }

    private MetricsPage metrics(int gateway) {
        return Now.get(cluster.console(gateway).metrics());
    }
}
