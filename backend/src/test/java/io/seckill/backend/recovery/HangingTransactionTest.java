package io.seckill.backend.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.testkit.TestBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backend comes after a cluster has closed a transaction in its books, and left it open where it wrote. */
@Timeout(180)
class HangingTransactionTest {
    private static final byte EMPTY = 0;
    private static final byte COMPLETE_COMMIT = 4;
    private static final byte COMPLETE_ABORT = 5;

    private TestBroker broker;
    private Stage stage;

    @BeforeEach
    void sale() throws Exception {
        broker = TestBroker.start();
        stage = new Stage(broker, 1);
        Backend before = start();
        stage.ask(stage.commands().putItem("lamp", 1, 1));
        stage.stop(before);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
        broker.close();
    }

    /** Whatever is younger than a transaction may be is not touched. */
    private Backend start() {
        return stage.startBackend("kafka.properties.transaction.timeout.ms=1000");
    }

    @Test
    void whatWasAbortedIsDecidedAgain() throws Exception {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeOrderWithoutCommitting(ann);
            dead.die();
            forget(dead.transactionalId(), COMPLETE_ABORT);
        }
        restartBroker();

        start();

        assertThat(stage.answerTo(ann).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
        assertThat(stage.orders()).hasSize(1);
    }

    @Test
    void anOrderThatWasCommittedIsNotLostThoughItsPositionIsPassed() throws Exception {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeOrderWithoutCommitting(ann);
            dead.commitPositionByAnotherProducer(2);
            dead.die();
            forget(dead.transactionalId(), COMPLETE_COMMIT);
        }
        restartBroker();

        start();

        assertThat(stage.orders()).extracting(Order::getOrderId).containsExactly(ann.getRequestId());
        Command bob = stage.commands().purchase("lamp", "bob");
        assertThat(stage.ask(bob).getOutcome()).isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        assertThat(stage.ask(ann).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
    }

    @Test
    void whatNobodyKnowsTheEndOfIsWaitedForAndNamed() throws Exception {
        Command ann = stage.commands().purchase("lamp", "ann");
        stage.send(ann);
        try (DyingOwner dead = new DyingOwner(stage)) {
            dead.writeOrderWithoutCommitting(ann);
            dead.die();
            forget(dead.transactionalId(), EMPTY);

            restartBroker();
            Backend waiting = stage.startBackendUnready("kafka.properties.transaction.timeout.ms=1000");

            await().atMost(Duration.ofSeconds(40))
                    .until(
                            () -> Stage.get(waiting, "/health/ready").body(),
                            ready -> ready.contains(dead.transactionalId()) && ready.contains("no log says how"));
            assertThat(stage.gateway().results()).doesNotContainKey(ann.getRequestId());
        }
    }

    @Test
    void aBackendThatLivesFindsWhatTheClusterLeftOpen() throws Exception {
        Backend alive = start();
        Command ann = stage.commands().purchase("lamp", "ann");
        String transactionalId = stage.group() + "-0123456789abcdef-0";
        try (KafkaProducer<byte[], byte[]> gone = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            gone.initTransactions();
            gone.beginTransaction();
            var unused = gone.send(DyingOwner.order(stage.topics().orders(), ann, 0));
            unused = gone.send(new ProducerRecord<>(stage.topics().items(), "x".getBytes(UTF_8), new byte[0]));
            gone.flush();
            forget(transactionalId, COMPLETE_COMMIT);
            restartBroker();
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(stage.orders()).extracting(Order::getOrderId).containsExactly(ann.getRequestId()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Stage.get(alive, "/health/ready").statusCode() == 200);
        assertThat(stage.ask(stage.commands().purchase("lamp", "bob")).getOutcome())
                .isEqualTo(Outcome.OUTCOME_SOLD_OUT);
        assertThat(stage.statuses())
                .as("the last that is told, behind what hung")
                .last()
                .satisfies(lamp -> assertThat(lamp.getRemaining()).isZero());
    }

    private void restartBroker() {
        broker.stop();
        broker.startAgain();
    }

    /** Has the coordinator read, when it starts again, that the transaction has ended. */
    private void forget(String transactionalId, byte state) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                // Nobody else may write to a topic of the broker's own.
                KafkaProducer<byte[], byte[]> books = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "client.id", "__admin_client"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            TransactionDescription open = admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get();
            TransactionLogValue ended = new TransactionLogValue()
                    .setProducerId(open.producerId())
                    .setProducerEpoch((short) (open.producerEpoch() + 1))
                    .setTransactionTimeoutMs((int) open.transactionTimeoutMs())
                    .setTransactionStatus(state)
                    .setTransactionPartitions(List.of())
                    .setTransactionStartTimestampMs(
                            open.transactionStartTimeMs().orElseThrow())
                    .setTransactionLastUpdateTimestampMs(
                            open.transactionStartTimeMs().orElseThrow());
            TransactionLogKey key = new TransactionLogKey().setTransactionalId(transactionalId);
            int parts = books.partitionsFor(Topic.TRANSACTION_STATE_TOPIC_NAME).size();
            books.send(new ProducerRecord<>(
                            Topic.TRANSACTION_STATE_TOPIC_NAME,
                            Utils.abs(transactionalId.hashCode()) % parts,
                            MessageUtil.toVersionPrefixedBytes((short) 0, key),
                            MessageUtil.toVersionPrefixedBytes((short) 0, ended)))
                    .get();
        }
    }
}
