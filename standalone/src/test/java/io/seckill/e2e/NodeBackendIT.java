package io.seckill.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Journal;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.NodeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.slots.SlotMap;
import io.seckill.testkit.ChildProcess;
import io.seckill.v1.Await;
import io.seckill.v1.Command;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The duties that docs/backends.md lists, done by a backend in another language, with none of ours running. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeBackendIT {
    /** The dead member's session, six seconds, ends before its queues are another's. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(60);

    private Cluster cluster;
    private ChildProcess backend;

    @BeforeAll
    void start() {
        NodeBackend.assumeInstalled();
        cluster = Cluster.empty("topics.partitioner=modulo", "kafka.group=" + NodeBackend.GROUP);
        cluster.startGateway();
        backend = NodeBackend.start("node-backend", cluster.bootstrapServers());
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            backend.close();
            cluster.close();
        }
    }

    @Test
    void aHundredBuyersAreAnsweredAndNothingIsOversold() {
        cluster.openSale("eighty", SaleTerms.open(80));

        List<Future<Answer>> buyers = IntStream.range(0, 100)
                .mapToObj(user -> cluster.shop(0).buyWaiting("user-" + user, "eighty", 25))
                .toList();

        List<Answer> answers = Now.get(Future.all(buyers)).list();
        assertThat(answers.stream().collect(groupingBy(Answer::outcome, counting())))
                .isEqualTo(Map.of("201", 80L, "409 SOLD_OUT", 20L));
        assertThat(cluster.ledger().soldOf("eighty")).isEqualTo(80);
        Guarantee.checkAll(cluster.evidence());
    }

    @Test
    void aPausedSaleSellsNothingUntilItGoesOn() {
        cluster.openSale("paused", SaleTerms.open(5));
        Map<String, String> toTheQueue = Map.of("Idempotency-Key", "k");

        assertThat(Now.get(cluster.console(0).change("paused", "pause")).json().getString("state"))
                .isEqualTo("PAUSED");
        assertThat(Now.get(cluster.shop(0).buy("ann", "paused", toTheQueue, "")).outcome())
                .isEqualTo("403 PAUSED");
        assertThat(Now.get(cluster.console(0).change("paused", "resume")).status())
                .isEqualTo(200);
        assertThat(Now.get(cluster.shop(0).buy("ann", "paused", toTheQueue, "")).outcome())
                .isEqualTo("201");
        assertThat(Now.get(cluster.console(0).change("paused", "close")).status())
                .isEqualTo(200);
        assertThat(Now.get(cluster.console(0).put("paused", SaleTerms.open(9))).outcome())
                .isEqualTo("409 ITEM_CLOSED");
    }

    @Test
    void aDeletedItemIsUnknownAndTheNextOfItsNameIsNew() {
        // What it sells is not among what the ledger must have at the end.
        Shop shop = new Shop(cluster.caller(), cluster.shop(0).port(), new Journal());
        cluster.openSale("deleted", SaleTerms.open(1));
        Answer bought = Now.get(shop.buy("ann", "deleted"));
        assertThat(Now.get(cluster.console(0).delete("deleted")).outcome()).isEqualTo("409 ITEM_NOT_CLOSED");
        assertThat(Now.get(cluster.console(0).change("deleted", "close")).status())
                .isEqualTo(200);

        assertThat(Now.get(cluster.console(0).delete("deleted")).outcome()).isEqualTo("204");

        assertThat(Now.get(shop.order("ann", "deleted", bought.orderId())).outcome())
                .isEqualTo("404 UNKNOWN_ITEM");
        assertThat(Now.get(shop.ask("ann", bought.header("Location"))).outcome())
                .isEqualTo("404 UNKNOWN_ITEM");
        assertThat(cluster.ledger().orders()).doesNotContainKey(bought.orderId());
        await().until(() -> Now.get(shop.item("deleted")).status() == 404);
        cluster.openSale("deleted", SaleTerms.open(1));
        assertThat(Now.get(shop.buy("ann", "deleted")).outcome()).isEqualTo("201");
    }

    @Test
    void afterAKillTheSameQuestionsGetTheSameAnswers() {
        cluster.openSale("before", SaleTerms.open(5));
        Answer bought = Now.get(cluster.shop(0).buy("ann", "before", Map.of("Idempotency-Key", "k"), ""));
        assertThat(bought.outcome()).isEqualTo("201");

        backend.kill();
        backend = NodeBackend.start("node-backend-again", cluster.bootstrapServers());

        String question = "/v1/items/before/purchases/" + bought.orderId();
        Answer told = await("taken over")
                .atMost(TAKE_OVER)
                .until(() -> Now.get(cluster.shop(0).ask("ann", question + "?wait=1")), Answer::isFinal);
        assertThat(told.json().getString("status")).isEqualTo("ACCEPTED");
        assertThat(told.orderId()).isEqualTo(bought.orderId());
        Answer again = Now.get(cluster.shop(0).buy("ann", "before", Map.of("Idempotency-Key", "k"), ""));
        assertThat(again.outcome()).isEqualTo("201");
        assertThat(again.orderId()).isEqualTo(bought.orderId());
        assertThat(Now.get(cluster.shop(0).ask("bob", question)).code()).isEqualTo("UNKNOWN_REQUEST");
        assertThat(Now.get(cluster.shop(0).order("ann", "before", bought.orderId()))
                        .status())
                .isEqualTo(200);
        assertThat(Now.get(cluster.shop(0).orders("ann", "before")).json().getJsonArray("orders"))
                .hasSize(1);
    }

    @Test
    void whatNobodyCanDecideBecomesADeadLetterAndTheQueueGoesOn() throws Exception {
        cluster.openSale("beside-poison", SaleTerms.open(5));
        Command await = Command.newBuilder()
                .setRequestId("forged")
                .setItemId("beside-poison")
                .setAwait(Await.newBuilder().setTable(SlotMap.first(5).record()).addFrom(0))
                .build();

        append("beside-poison", new byte[] {1, 2, 3});
        append("beside-poison", await.toByteArray());

        assertThat(Now.get(cluster.shop(0).buyWaiting("ann", "beside-poison", 25))
                        .outcome())
                .isEqualTo("201");
        assertThat(Ledger.records(cluster.bootstrapServers(), "seckill.requests.dlq"))
                .hasSize(2)
                .allSatisfy(letter ->
                        assertThat(letter.headers().lastHeader("reason")).isNotNull());
    }

    /** To the queue of {@code item}: where Kafka's own partitioner takes the key, which is what "modulo" means. */
    private void append(String item, byte[] value) throws ExecutionException, InterruptedException {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("seckill.requests", item, value)).get();
        }
    }
}
