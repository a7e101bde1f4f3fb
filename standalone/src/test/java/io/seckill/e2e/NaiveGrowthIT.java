package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.KeyOrder;
import io.seckill.e2e.cluster.KeyOrder.Step;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.slots.Modulo;
import io.seckill.slots.Routing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Queues added as one would without slots and seals: what {@link GrowthIT} counts as zero is counted here. */
class NaiveGrowthIT {
    private static final String TOPIC = "naive";
    private static final int KEYS = 24;

    @Test
    void doubledByModuloAndWithoutSealsKeysLoseTheirOrder() throws Exception {
        try (Cluster cluster = Cluster.empty()) {
            Map<String, Object> properties =
                    Map.of("bootstrap.servers", cluster.bootstrapServers(), "metadata.max.age.ms", 200);
            try (Admin admin = Admin.create(properties);
                    var producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)
                                .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                        .all()
                        .get();
                append(producer, new Modulo(2), 4_000);
                admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(4)))
                        .all()
                        .get();
                await("added").until(() -> producer.partitionsFor(TOPIC).size() == 4);
                append(producer, new Modulo(4), 400);
            }

            List<Step> appended = Ledger.records(cluster.bootstrapServers(), TOPIC).stream()
                    .map(NaiveGrowthIT::step)
                    .toList();
            int inversions = KeyOrder.inversions(appended, decided(cluster.bootstrapServers(), appended.size()));

            System.out.printf("naive: %d of %d decided out of order%n", inversions, appended.size());
            assertThat(inversions).isPositive();
        }
    }

    private static void append(KafkaProducer<String, byte[]> producer, Routing routing, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String key = "item-" + i % KEYS;
            var sent = producer.send(new ProducerRecord<>(TOPIC, routing.queueOf(key), key, new byte[100]));
            if (i == count - 1) {
                sent.get();
            }
        }
        producer.flush();
    }

    /** Decides a few of each queue in turn, as a backend behind its load does. */
    private static List<Step> decided(String bootstrapServers, int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers, "max.poll.records", 20, "max.partition.fetch.bytes", 2_000);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> queues = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(queues);
            consumer.seekToBeginning(queues);
            List<Step> decided = new ArrayList<>();
            while (decided.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> decided.add(step(record)));
            }
            return decided;
        }
    }

    private static Step step(ConsumerRecord<String, byte[]> record) {
        return new Step(
                record.key(),
                record.partition() + "-" + record.offset(),
                record.partition(),
                record.offset(),
                record.timestamp());
    }
}
