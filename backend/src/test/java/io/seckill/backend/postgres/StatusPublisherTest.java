package io.seckill.backend.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.v1.Item;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** With Kafka's own producer for tests: which of two records a broker loses cannot be told to a real one. */
class StatusPublisherTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void olderStatusNeverFollowsANewerOne() throws Exception {
        try (StatusPublisher publisher = new StatusPublisher("items", producer)) {
            publisher.changed(List.of(item(5, 0)));
            await().until(() -> producer.history().size() == 1);
            publisher.changed(List.of(item(6, 3)));
            await().until(() -> producer.history().size() == 2);

            producer.errorNext(new TimeoutException("expired"));
            producer.completeNext();

            await().until(() -> producer.history().size() == 3);
            assertThat(version(producer.history().get(2))).isEqualTo(6);
            producer.completeNext();
        }
    }

    private static Item item(long version, int remaining) {
        return Item.newBuilder()
                .setItemId("phone")
                .setVersion(version)
                .setPerUserLimit(1)
                .setRemaining(remaining)
                .build();
    }

    private static long version(ProducerRecord<byte[], byte[]> sent) throws InvalidProtocolBufferException {
        return Item.parseFrom(sent.value()).getVersion();
    }
}
