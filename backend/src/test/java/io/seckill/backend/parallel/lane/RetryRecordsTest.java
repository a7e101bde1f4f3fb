package io.seckill.backend.parallel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.backend.fixture.Commands;
import io.seckill.kafka.TopicSettings;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import io.seckill.tracing.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RetryRecordsTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final RetryRecords records =
            new RetryRecords(new TopicSettings("test", 1, 1, 1, Partitioning.SLOTS, OrderingKey.ITEM));

    @Test
    void aCommandThatIsTriedAgainStaysInItsTrace() {
        ConsumerRecord<byte[], byte[]> traced = new ConsumerRecord<>(
                "test.requests",
                0,
                7,
                "phone".getBytes(StandardCharsets.UTF_8),
                new Commands("gateway:1", new SplittableRandom(1))
                        .purchase("phone", "ann")
                        .toByteArray());
        traced.headers().add("traceparent", PARENT.getBytes(StandardCharsets.UTF_8));

        ProducerRecord<byte[], byte[]> copy = records.copy(Task.of(traced, OrderingKey.ITEM, 1));

        assertThat(TraceHeaders.read(copy.headers()))
                .isEqualTo(TraceHeaders.read(traced.headers()))
                .matches(span -> span.isValid() && span.isSampled());
    }
}
