package io.seckill.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a producer that broke leads to; no broker is there. */
class ReplaceableProducerTest {
    private static final String MADE = "test.made";

    private final AtomicInteger made = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final ReplaceableProducer producer = make(made);

    private ReplaceableProducer make(AtomicInteger counter) {
        return new ReplaceableProducer(
                vertx,
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        "127.0.0.1:1",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        0L,
                        ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                        SecondFails.class.getName(),
                        MADE,
                        counter),
                Duration.ofMillis(5),
                "requests",
                new SimpleMeterRegistry());
    }

    @Test
    void anotherIsMadeAlthoughTheFirstAttemptFails() {
        try {
            producer.replace(producer.current(), new KafkaException("broken"));
            assertThat(producer.isUsable()).isFalse();

            await("one more").atMost(Duration.ofSeconds(30)).until(() -> made.get() == 3);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    @Test
    void aProducerThatIsClosedKnowsNothing() {
        producer.close(Duration.ZERO);
        assertThat(producer.knows(1)).isFalse();
    }

    @Test
    void vertxClosesAProducerThatWasMadeOnAContextOfItsOwn() {
        Producer<byte[], byte[]> own = vertx.executeBlocking(() -> make(new AtomicInteger()))
                .await()
                .current()
                .producer();
        producer.close(Duration.ZERO);

        vertx.close().await();

        assertThatThrownBy(() -> own.send(new ProducerRecord<>("requests", new byte[0])))
                .isInstanceOf(IllegalStateException.class);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** Lets no second producer be made. */
    public static final class SecondFails implements ProducerInterceptor<byte[], byte[]> {
        @Override
        public void configure(Map<String, ?> configs) {
            if (((AtomicInteger) configs.get(MADE)).incrementAndGet() == 2) {
                throw new IllegalStateException("not now");
            }
        }

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> row) {
            return row;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

        @Override
        public void close() {}
    }
}
