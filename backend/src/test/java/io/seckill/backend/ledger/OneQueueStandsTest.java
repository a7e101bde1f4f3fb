package io.seckill.backend.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.LedgerPosition;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Something is wrong with queue 0; queue 1 goes on, and the backend says what is wrong. */
@WithBroker
class OneQueueStandsTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @AutoClose
    private Stage stage;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 2);
        stage.stop(stage.startBackend()); // which writes by which slots keys are placed
    }

    @Test
    void aDamagedLedgerStopsItsQueueAlone() {
        stage.write(List.of(new ProducerRecord<>(stage.topics().orders(), 0, "lamp".getBytes(UTF_8), new byte[] {1})));

        Backend backend = stage.startBackendUnready();

        assertThatQueueOneIsDecided();
        awaitReason(
                backend, "queue 0: the ledger is damaged at " + stage.topics().orders() + "-0, offset 0");
    }

    @Test
    void aLedgerWhoseBytesAreDamagedStopsItsQueueAlone() throws Exception {
        TopicPartition ledger = new TopicPartition(stage.topics().orders(), 0);
        stage.write(List.of(new ProducerRecord<>(ledger.topic(), 0, "lamp".getBytes(UTF_8), new byte[200])));
        stage.broker().damage(ledger);

        Backend backend = stage.startBackendUnready();

        assertThatQueueOneIsDecided();
        awaitReason(backend, "queue 0: Received exception when fetching the next record from " + ledger);
    }

    @Test
    void aPositionBehindTheQueuesEndStopsItsQueueAlone() throws Exception {
        String topicId;
        try (var admin = stage.admin()) {
            String requests = stage.topics().requests();
            topicId = admin.describeTopics(List.of(requests))
                    .allTopicNames()
                    .get()
                    .get(requests)
                    .topicId()
                    .toString();
        }
        LedgerRecord anchor = LedgerRecord.newBuilder()
                .setPosition(LedgerPosition.newBuilder().setOffset(7).setTopicId(topicId))
                .build();
        stage.write(List.of(
                new ProducerRecord<>(stage.topics().orders(), 0, "~position".getBytes(UTF_8), anchor.toByteArray())));

        Backend backend = stage.startBackendUnready();

        assertThatQueueOneIsDecided();
        awaitReason(backend, stage.topics().requests() + "-0 ends at 0, before its position 7");
        await().untilAsserted(() -> assertThat(metrics(backend)).contains("seckill_queues_undecided 1.0"));
    }

    @Test
    void aQueueBehindAForeignTransactionIsNamedAndItsLagIsCounted() {
        Backend backend = stage.startBackend();
        String foreign = stage.topics().prefix() + "-foreign";
        try (KafkaProducer<byte[], byte[]> open = new KafkaProducer<>(
                Map.of("bootstrap.servers", stage.broker().bootstrapServers(), "transactional.id", foreign),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            open.initTransactions();
            open.beginTransaction();
            var unused = open.send(new ProducerRecord<>(stage.topics().requests(), 0, new byte[1], new byte[1]));
            open.flush();

            awaitReason(backend, foreign + " (Ongoing)");
            await().untilAsserted(() -> assertThat(metrics(backend)).contains("seckill_queue_lag{queue=\"0\"} 1.0"));
            assertThatQueueOneIsDecided();

            open.abortTransaction();
        }
        await().atMost(SOON).until(() -> Stage.get(backend, "/health/ready").statusCode() == 200);
    }

    private void awaitReason(Backend backend, String reason) {
        await().atMost(SOON).untilAsserted(() -> {
            var ready = Stage.get(backend, "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains(reason);
        });
    }

    private static String metrics(Backend backend) {
        try {
            return Stage.get(backend, "/metrics").body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertThatQueueOneIsDecided() {
        String item = IntStream.range(0, 1_000)
                .mapToObj(i -> "lamp" + i)
                .filter(name -> stage.table().queueOf(name) == 1)
                .findFirst()
                .orElseThrow();
        assertThat(stage.ask(stage.commands().putItem(item, 1, 1)).getOutcome()).isEqualTo(Outcome.OUTCOME_ITEM_STORED);
    }
}
