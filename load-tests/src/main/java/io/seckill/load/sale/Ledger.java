package io.seckill.load.sale;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.kafka.TopicTail;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The committed orders of some items, as the topic {@code seckill.orders} holds them: the truth. There may be
 * millions of them, so only what an audit asks of each is kept.
 *
 * @param orders by order id
 */
public record Ledger(Map<String, Sold> orders) {
    private static final String TOPIC = "seckill.orders";
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** What an audit asks of an order. */
    public record Sold(String item, String user, int quantity) {}

    /** Reads the ledger of {@code items} from its beginning to its present end. */
    public static Ledger read(String bootstrapServers, Collection<String> items) {
        Set<String> wanted = Set.copyOf(items);
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        var bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            // Each queue's first: what moves is written anew in one queue and deleted in another, in no order between
            // them.
            Map<Integer, Map<String, Sold>> queues = new HashMap<>();
            TopicTail.read(consumer, partitions, SILENCE, rows -> rows.forEach(row -> add(row, wanted, queues)));
            Map<String, Sold> orders = new HashMap<>();
            queues.values().forEach(orders::putAll);
            return new Ledger(orders);
        }
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> row, Set<String> items, Map<Integer, Map<String, Sold>> queues) {
        Map<String, Sold> orders = queues.computeIfAbsent(row.partition(), queue -> new HashMap<>());
        String[] key = new String(row.key(), StandardCharsets.UTF_8).split("/", 2);
        if (key.length < 2 || !items.contains(key[0])) {
            return;
        }
        if (row.value() == null) {
            orders.remove(key[1]);
            return;
        }
        try {
            Order order = LedgerRecord.parseFrom(row.value()).getOrder();
            orders.put(key[1], new Sold(key[0].intern(), order.getUserId(), order.getQuantity()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the ledger holds something unreadable at " + row.offset(), e);
        }
    }

    /** Units sold of {@code item}. */
    public long units(String item) {
        return orders.values().stream()
                .filter(order -> order.item().equals(item))
                .mapToLong(Sold::quantity)
                .sum();
    }

    /** Orders beyond the first that a user has of one item. */
    public long secondOrders() {
        Map<String, Set<String>> users = new HashMap<>();
        return orders.values().stream()
                .filter(order -> !users.computeIfAbsent(order.item(), item -> new HashSet<>())
                        .add(order.user()))
                .count();
    }
}
