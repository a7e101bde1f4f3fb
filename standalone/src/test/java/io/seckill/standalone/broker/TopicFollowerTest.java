package io.seckill.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.kafka.TopicFollower;
import io.seckill.process.LogSettings;
import io.seckill.testkit.TestPorts;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a follower knows how far it is, whatever transactions leave in the log. */
@Timeout(60)
class TopicFollowerTest {
    private static final String TOPIC = "followed";
    private static final String UNSOUND = "unsound";

    private final EmbeddedBroker broker = EmbeddedBroker.start(
            new BrokerSettings("127.0.0.1", 0, "", Map.of(), new LogSettings("text", "info")), TestPorts.FREE);
    private final KafkaProducer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
            new StringSerializer(),
            new StringSerializer());
    private final Vertx vertx = Vertx.vertx();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicLong position = new AtomicLong();

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(40, TimeUnit.SECONDS);
        }
        producer.initTransactions();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
        producer.close();
        broker.close();
    }

    @Test
    void itsPositionIsBehindAllThatTransactionsLeave() {
        send("committed");
        producer.commitTransaction();

        follow(1);
        await("record and commit marker").until(() -> position.get() == 2);
        assertThat(taken).containsExactly("committed");

        send("aborted");
        producer.abortTransaction();
        await("no record, and an abort marker").until(() -> position.get() == 4);
        assertThat(taken).containsExactly("committed");
    }

    @Test
    void aRecordThatCannotBeTakenHoldsBackNoneBehindIt() {
        producer.beginTransaction();
        List.of("first", UNSOUND, "last").forEach(this::append);
        producer.commitTransaction();

        follow(500);

        await("all of them").until(() -> position.get() == 4);
        assertThat(taken).containsExactly("first", "last");
    }

    private void follow(int maxPollRecords) {
        Map<String, Object> consuming = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                maxPollRecords);
        new TopicFollower(consuming, TOPIC, Duration.ofMillis(100), new TopicFollower.Reader() {
                    @Override
                    public void take(ConsumerRecord<byte[], byte[]> record) {
                        String value = new String(record.value(), StandardCharsets.UTF_8);
                        if (value.equals(UNSOUND)) {
                            throw new IllegalArgumentException(value);
                        }
                        taken.add(value);
                    }

                    @Override
                    public void reached(long upTo) {
                        position.set(upTo);
                    }
                })
                .follow(vertx)
                .await();
    }

    private void send(String value) {
        producer.beginTransaction();
        append(value);
        producer.flush();
    }

    private void append(String value) {
        var unused = producer.send(new ProducerRecord<>(TOPIC, "key", value));
    }
}
