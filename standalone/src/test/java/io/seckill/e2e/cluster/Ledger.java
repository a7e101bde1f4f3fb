package io.seckill.e2e.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.seckill.testkit.Committed;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The truth: what the orders topic holds, read as committed.
 *
 * @param orders by order id
 * @param items by item id
 */
public record Ledger(Map<String, Order> orders, Map<String, Item> items) {
    /** Reads the topic {@code topic} from its beginning to its present end. */
    public static Ledger read(String bootstrapServers, String topic) {
        // Each queue's first: what moves is written anew in one queue and deleted in another, in no order between them.
        Map<Integer, Ledger> queues = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : records(bootstrapServers, topic)) {
            queues.computeIfAbsent(record.partition(), queue -> new Ledger(new HashMap<>(), new HashMap<>()))
                    .apply(record);
        }
        Ledger whole = new Ledger(new HashMap<>(), new HashMap<>());
        for (Ledger queue : queues.values()) {
            whole.orders.putAll(queue.orders);
            whole.items.putAll(queue.items);
        }
        return whole;
    }

    /** The orders of one item that have not ended. */
    public List<Order> ordersOf(String item) {
        return orders.values().stream()
                .filter(order -> order.getItemId().equals(item) && holdsUnits(order))
                .toList();
    }

    /** Whether {@code order} was neither cancelled nor refunded, nor has its hold run out. */
    public static boolean holdsUnits(Order order) {
        return order.getStatus() != OrderStatus.ORDER_STATUS_CANCELLED
                && order.getStatus() != OrderStatus.ORDER_STATUS_EXPIRED
                && order.getStatus() != OrderStatus.ORDER_STATUS_REFUNDED;
    }

    /** Units of one item that are sold or held. */
    public int soldOf(String item) {
        return ordersOf(item).stream().mapToInt(Order::getQuantity).sum();
    }

    /** Records that {@code topic} has ever taken, over all its partitions. */
    public static long end(String bootstrapServers, String topic) {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** All committed records of {@code topic}, partition by partition. */
    public static List<ConsumerRecord<String, byte[]>> records(String bootstrapServers, String topic) {
        return Committed.records(bootstrapServers, topic, new StringDeserializer());
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        if (value == null) { // an ended order is forgotten
            orders.remove(record.key().substring(record.key().indexOf('/') + 1));
            items.remove(record.key());
            return;
        }
        try {
            LedgerRecord entry = LedgerRecord.parseFrom(value);
            if (entry.hasOrder()) {
                orders.put(entry.getOrder().getOrderId(), entry.getOrder());
            } else if (entry.hasItem()) {
                items.put(entry.getItem().getItemId(), entry.getItem());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the ledger holds something else at " + record.key(), e);
        }
    }
}
