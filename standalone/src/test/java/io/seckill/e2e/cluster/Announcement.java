package io.seckill.e2e.cluster;

import io.seckill.v1.Item;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An item that gateways are told of as if a backend had said so. */
final class Announcement {
    private Announcement() {}

    /** Publishes {@code item} on {@code terms}, with all of its stock left. */
    static void publish(String bootstrapServers, String item, SaleTerms terms) {
        Item status = Item.newBuilder()
                .setItemId(item)
                .setTitle("Something to sell")
                .setStock(terms.stock())
                .setRemaining(terms.stock())
                .setPerUserLimit(terms.perUserLimit())
                .setOpensAt(terms.opensAt().toEpochMilli())
                .setClosesAt(terms.closesAt().toEpochMilli())
                .build();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("seckill.items", item, status.toByteArray()))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the item could not be announced", e);
        }
    }
}
