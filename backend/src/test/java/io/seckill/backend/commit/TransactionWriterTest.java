package io.seckill.backend.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.backend.fixture.Members;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.membership.OwnerId;
import io.seckill.testkit.TestBroker;
import io.seckill.testkit.WithBroker;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The writer against a real group, whose one member the test is. */
@WithBroker
class TransactionWriterTest {
    private Stage stage;
    private Producers producers;
    private KafkaConsumer<byte[], byte[]> consumer;
    private TransactionWriter writer;

    @BeforeEach
    void open(TestBroker broker) {
        stage = new Stage(broker, 1);
        var settings = stage.settings();
        OwnerId owner = OwnerId.next(stage.group(), new SplittableRandom(9));
        producers = new Producers(settings.kafka(), owner, new SimpleMeterRegistry());
        writer = producers.transactional();
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", stage.group()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(stage.topics().requests()));
        await().until(() -> {
            consumer.poll(Duration.ofMillis(20));
            return !consumer.assignment().isEmpty();
        });
    }

    @AfterEach
    void close() {
        writer.close();
        consumer.close();
        stage.close();
    }

    @Test
    void ordersAndPositionsBecomeDurableTogether() throws Exception {
        writer.commit(List.of(batch("a", 5), batch("b", 7)), consumer.groupMetadata());

        // Readers see it once the broker has written the markers.
        await().untilAsserted(() ->
                assertThat(stage.orders()).extracting(Order::getOrderId).containsExactly("a", "b"));
        await().untilAsserted(() -> assertThat(stage.positions().values())
                .extracting(OffsetAndMetadata::offset)
                .containsExactly(7L));
    }

    @Test
    void positionsMoveOnWhicheverProducersTurnItIs() throws Exception {
        for (int i = 1; i <= 50; i++) {
            writer.commit(List.of(batch("order" + i, i)), consumer.groupMetadata());
        }

        assertThat(stage.orders()).hasSize(50);
        await().untilAsserted(() -> assertThat(stage.positions().values())
                .extracting(OffsetAndMetadata::offset)
                .containsExactly(50L));
    }

    @Test
    void aZombiesGenerationWritesNothingAndTheWriterStaysUsable() throws Exception {
        ConsumerGroupMetadata present = consumer.groupMetadata();
        var stale = Members.of(stage.group(), present.generationId() - 1, present.memberId());
        var expelled = Members.of(stage.group(), present.generationId(), "who-is-that");

        assertThatThrownBy(() -> writer.commit(List.of(batch("a", 5)), stale))
                .isInstanceOf(CommitFailedException.class);
        assertThatThrownBy(() -> writer.commit(List.of(batch("b", 5)), expelled))
                .isInstanceOf(CommitFailedException.class);
        assertThat(stage.positions()).isEmpty();
        writer.commit(List.of(batch("c", 6)), present);

        assertThat(stage.orders()).extracting(Order::getOrderId).containsExactly("c");
    }

    @Test
    void aZombiesStatusNeverFollowsItsSuccessors() {
        ConsumerGroupMetadata present = consumer.groupMetadata();
        var stale = Members.of(stage.group(), present.generationId() - 1, present.memberId());
        writer.commit(List.of(status(7, 5)), present);

        assertThatThrownBy(() -> writer.commit(List.of(status(9, 4)), stale)).isInstanceOf(CommitFailedException.class);

        assertThat(stage.statuses()).extracting(Item::getRemaining).containsExactly(7);
    }

    @Test
    void aSecondWriterOfTheSameOwnerFencesTheFirst() {
        try (TransactionWriter second = producers.transactional()) {
            assertThatThrownBy(() -> writer.commit(List.of(batch("a", 5)), consumer.groupMetadata()))
                    .isInstanceOf(KafkaException.class);
            second.commit(List.of(batch("b", 5)), consumer.groupMetadata());
        }

        assertThat(stage.orders()).extracting(Order::getOrderId).containsExactly("b");
    }

    /** What an owner tells of a lamp between two decisions. */
    private Batch status(int remaining, long position) {
        Item lamp = Item.newBuilder()
                .setItemId("lamp")
                .setRemaining(remaining)
                .setVersion(position)
                .build();
        byte[] key = "lamp".getBytes(StandardCharsets.UTF_8);
        return new Batch(
                0,
                List.of(new ProducerRecord<>(stage.topics().items(), key, lamp.toByteArray())),
                Map.of(new TopicPartition(stage.topics().requests(), 0), new OffsetAndMetadata(position)),
                List.of());
    }

    private Batch batch(String orderId, long position) {
        Order order = Order.newBuilder().setOrderId(orderId).setItemId("lamp").build();
        byte[] key = ("lamp/" + orderId).getBytes(StandardCharsets.UTF_8);
        byte[] value = LedgerRecord.newBuilder().setOrder(order).build().toByteArray();
        return new Batch(
                1,
                List.of(new ProducerRecord<>(stage.topics().orders(), 0, key, value)),
                Map.of(new TopicPartition(stage.topics().requests(), 0), new OffsetAndMetadata(position)),
                List.of());
    }
}
