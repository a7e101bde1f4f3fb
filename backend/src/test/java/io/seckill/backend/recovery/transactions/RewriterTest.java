package io.seckill.backend.recovery.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.backend.fixture.Members;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RewriterTest {
    @Test
    void aWriteThatTheGroupRefusesLeavesNoTransactionOpen() {
        try (MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.sendOffsetsToTransactionException = new CommitFailedException();
            Rewriter.Bounded bounded = new Rewriter.Bounded(producer);

            assertThatThrownBy(() -> bounded.write(
                            List.of(new ProducerRecord<>("orders", new byte[1])),
                            Map.of(),
                            Members.of("group", 1, "member")))
                    .isInstanceOf(CommitFailedException.class);

            assertThat(producer.transactionAborted()).isTrue();
            assertThat(producer.transactionInFlight()).isFalse();
        }
    }
}
