package io.seckill.proof.check.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Command;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.Purchase;
import io.seckill.v1.RememberedOutcome;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithBroker
class EvidenceReaderTest {
    private static final String PREFIX = "evidence";

    @Test
    void whatWasCommittedIsReadAndKept(TestBroker broker, @TempDir Path folder) throws Exception {
        Command command = Command.newBuilder()
                .setRequestId("r1")
                .setUserId("ada \"quoted\" \n")
                .setItemId("phone")
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .build();
        Order order = Order.newBuilder()
                .setOrderId("r1")
                .setItemId("phone")
                .setStatus(OrderStatus.ORDER_STATUS_RESERVED)
                .build();
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "evidence");
        create(broker, "requests", "orders", "events");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "requests", "phone", command.toByteArray());
            send(
                    producer,
                    "orders",
                    "phone/r1",
                    LedgerRecord.newBuilder().setOrder(order).build().toByteArray());
            send(producer, "orders", "~outcomes/1", page().toByteArray());
            send(producer, "events", "phone", "{\"itemId\":\"phone\"}".getBytes(StandardCharsets.UTF_8));
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, "orders", "phone/r1", null);
            producer.flush();
            producer.abortTransaction();
        }

        new Kept(EvidenceReader.read(broker.bootstrapServers(), PREFIX), List.of()).save(folder);

        Evidence evidence = Evidence.of(Kept.load(folder));
        assertThat(evidence.requests()).singleElement().satisfies(read -> {
            assertThat(read.command()).isEqualTo(command);
            assertThat(read.place()).isEqualTo("seckill.requests-0@0");
        });
        assertThat(evidence.books().orders()).extracting(OrderRecord::order).containsExactly(order);
        assertThat(evidence.books().refusals())
                .extracting(RefusalRecord::request, RefusalRecord::outcome)
                .containsExactly(tuple("r2", Outcome.OUTCOME_SOLD_OUT));
        assertThat(evidence.events()).extracting(EventRecord::item).containsExactly("phone");
    }

    private static void create(TestBroker broker, String... topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Arrays.stream(topics)
                            .map(topic -> new NewTopic(PREFIX + '.' + topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static LedgerRecord page() {
        return LedgerRecord.newBuilder()
                .setOutcomes(OutcomePage.newBuilder()
                        .addOutcomes(RememberedOutcome.newBuilder()
                                .setRequestId("r2")
                                .setOutcome(Outcome.OUTCOME_SOLD_OUT)))
                .build();
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(PREFIX + '.' + topic, key, value));
    }

    @Test
    void rowsOfPostgresAreBooks() {
        JsonObject won = row("r1", "r1", 1).put("status", 4).put("held_until", 1_000);
        JsonObject refused = row("r2", null, 2);

        Evidence evidence = Evidence.of(new Kept(List.of(), List.of(won, refused)));

        assertThat(evidence.books().everyChange()).isFalse();
        assertThat(evidence.books().orders())
                .extracting(OrderRecord::status)
                .containsExactly(OrderStatus.ORDER_STATUS_EXPIRED);
        assertThat(evidence.books().refusals())
                .extracting(RefusalRecord::outcome)
                .containsExactly(Outcome.OUTCOME_SOLD_OUT);
    }

    private static JsonObject row(String request, @Nullable String order, int outcome) {
        return new JsonObject()
                .put("table", "requests")
                .put("request_id", request)
                .put("item_id", "phone")
                .put("user_id", "ada")
                .put("quantity", 1)
                .put("idempotency_key", "")
                .put("outcome", outcome)
                .put("order_id", order)
                .put("decided_at", 5L)
                .put("status", 0)
                .put("held_until", 0L);
    }
}
