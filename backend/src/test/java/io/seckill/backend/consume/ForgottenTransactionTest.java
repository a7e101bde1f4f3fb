package io.seckill.backend.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.Backend;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.fixture.TestBroker;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backend comes after a cluster has lost a transaction out of its books, and left it open where it wrote. */
@Timeout(180)
class ForgottenTransactionTest {
    private static final byte COMPLETE_ABORT = 5;

    @Test
    void whatTheClusterHasForgottenHoldsNothingBack() throws Exception {
        try (TestBroker broker = TestBroker.start();
                Stage stage = new Stage(broker, 1)) {
            Backend before = stage.startBackend();
            stage.ask(stage.commands().putItem("lamp", 1, 1));
            stage.stop(before);
            Command ann = stage.commands().purchase("lamp", "ann");
            stage.send(ann);
            try (DyingOwner dead = new DyingOwner(stage)) {
                dead.writeOrderWithoutCommitting(ann);
                dead.die();
                forget(broker, dead.transactionalId());
            }
            broker.stop();
            broker.startAgain();

            stage.startBackend();

            assertThat(stage.answerTo(ann).getOutcome()).isEqualTo(Outcome.OUTCOME_ACCEPTED);
            assertThat(stage.orders()).hasSize(1);
        }
    }

    /** Has the coordinator read, when it starts again, that the transaction has ended. */
    private static void forget(TestBroker broker, String transactionalId) throws Exception {
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
                    .setTransactionStatus(COMPLETE_ABORT)
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
