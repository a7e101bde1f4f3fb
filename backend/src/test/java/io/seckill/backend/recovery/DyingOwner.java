package io.seckill.backend.recovery;

import static org.awaitility.Awaitility.await;

import io.seckill.backend.fixture.Sales;
import io.seckill.backend.fixture.Stage;
import io.seckill.backend.membership.OwnerId;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A backend's Kafka side, driven step by step into the states in which a crash can leave it. */
public final class DyingOwner implements AutoCloseable {
    private static final SplittableRandom RANDOM = new SplittableRandom();

    private final Stage stage;
    private final String transactionalId;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Joins the group as its only member, like a backend would. */
    public DyingOwner(Stage stage) {
        this.stage = stage;
        OwnerId owner = OwnerId.next(stage.group(), RANDOM);
        this.transactionalId = owner + "-0";
        String servers = stage.broker().bootstrapServers();
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "client.id",
                        owner.toString(),
                        "group.id",
                        stage.group(),
                        "group.protocol",
                        "classic",
                        "partition.assignment.strategy",
                        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                        "session.timeout.ms",
                        1_000,
                        "heartbeat.interval.ms",
                        200,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "transactional.id",
                        transactionalId,
                        "transaction.timeout.ms",
                        60_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer.subscribe(List.of(stage.topics().requests()));
        await().until(() -> {
            consumer.poll(Duration.ofMillis(50));
            return !consumer.assignment().isEmpty();
        });
        producer.initTransactions();
    }

    /** Accepts {@code purchase}, the second command of queue 0, as far as a transaction that stays open. */
    public void writeOrderWithoutCommitting(Command purchase) {
        ProducerRecord<byte[], byte[]> order = order(purchase, 0);
        ConsumerGroupMetadata member = consumer.groupMetadata();
        producer.beginTransaction();
        var unused = producer.send(order);
        producer.flush();
        TopicPartition queue = new TopicPartition(stage.topics().requests(), 0);
        producer.sendOffsetsToTransaction(Map.of(queue, new OffsetAndMetadata(2)), member);
    }

    private ProducerRecord<byte[], byte[]> order(Command purchase, int queue) {
        return order(stage.topics().orders(), purchase, queue);
    }

    /** The order that {@code purchase} wins, as a record of {@code queue}'s ledger in {@code topic}. */
    public static ProducerRecord<byte[], byte[]> order(String topic, Command purchase, int queue) {
        Order order = Order.newBuilder()
                .setOrderId(purchase.getRequestId())
                .setUserId(purchase.getUserId())
                .setItemId(purchase.getItemId())
                .setQuantity(1)
                .build();
        byte[] key = (order.getItemId() + "/" + order.getOrderId()).getBytes(StandardCharsets.UTF_8);
        byte[] value = LedgerRecord.newBuilder().setOrder(order).build().toByteArray();
        return new ProducerRecord<>(topic, queue, key, value);
    }

    /** Hands over the order that {@code purchase} won to {@code queue}, as far as a transaction that stays open. */
    public void handOverWithoutCommitting(Command purchase, int queue) {
        ProducerRecord<byte[], byte[]> there = order(purchase, queue);
        ConsumerGroupMetadata member = consumer.groupMetadata();
        producer.beginTransaction();
        var unused = producer.send(there);
        unused = producer.send(new ProducerRecord<>(there.topic(), 0, there.key(), null));
        producer.flush();
        TopicPartition sealed = new TopicPartition(stage.topics().requests(), 0);
        producer.sendOffsetsToTransaction(Map.of(sealed, new OffsetAndMetadata(Sales.ITEMS.size() + 2)), member);
    }

    /** Tells of {@code item}, as of the first command of queue 0, as far as a transaction that stays open. */
    public void writeStatusWithoutCommitting(Item item) {
        byte[] key = item.getItemId().getBytes(StandardCharsets.UTF_8);
        producer.beginTransaction();
        var unused = producer.send(new ProducerRecord<>(stage.topics().items(), key, item.toByteArray()));
        producer.flush();
    }

    /** Goes on to what the transaction says of its queue's position, as {@code asMember}. */
    public void writePosition(ConsumerGroupMetadata asMember) {
        TopicPartition queue = new TopicPartition(stage.topics().requests(), 0);
        producer.sendOffsetsToTransaction(Map.of(queue, new OffsetAndMetadata(1)), asMember);
    }

    /** What a backend does while one of its producers' transactions still ends: the next goes by another producer. */
    public void commitPositionByAnotherProducer(long position) {
        TopicPartition queue = new TopicPartition(stage.topics().requests(), 0);
        try (KafkaProducer<byte[], byte[]> next = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stage.broker().bootstrapServers(),
                        "transactional.id",
                        transactionalId.replaceAll("-0$", "-1")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            next.initTransactions();
            next.beginTransaction();
            next.sendOffsetsToTransaction(Map.of(queue, new OffsetAndMetadata(position)), consumer.groupMetadata());
            next.commitTransaction();
        }
    }

    /** Under which name its transactions go. */
    public String transactionalId() {
        return transactionalId;
    }

    /** As whom it last was in the group. */
    public ConsumerGroupMetadata member() {
        return consumer.groupMetadata();
    }

    /** Ends the transaction. */
    public void commit() {
        producer.commitTransaction();
    }

    /** Gives the transaction up, as an owner does whose commit was refused. */
    public void abort() {
        producer.abortTransaction();
    }

    /** Falls silent without a word to the group. */
    public void die() {
        consumer.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
