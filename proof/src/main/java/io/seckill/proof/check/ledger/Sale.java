package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An item as one partition of the books has it, record by record. */
final class Sale {
    private final Map<String, OrderRecord> orders = new LinkedHashMap<>();
    private final Map<String, Long> unitsOfUsers = new HashMap<>();
    private @Nullable ItemRecord definition;
    private long held;

    /** Is told of each record, and of the sale as it is with that. */
    interface Listener {
        void changed(Sale sale, @Nullable OrderRecord order);
    }

    /** Shows {@code listener} each sale as it goes on; where items were handed over, once more in the other queue. */
    static List<Sale> replay(Books books, Listener listener) {
        Map<Integer, List<Object>> queues = new TreeMap<>();
        Stream.concat(books.items().stream(), books.orders().stream())
                .forEach(each -> queues.computeIfAbsent(queue(each), none -> new ArrayList<>())
                        .add(each));
        List<Sale> sales = new ArrayList<>();
        for (List<Object> records : queues.values()) {
            records.sort(Comparator.comparingLong(Sale::offset)); // stable: of rows the items stay first
            Map<String, Sale> byItem = new LinkedHashMap<>();
            for (Object record : records) {
                Sale sale = byItem.computeIfAbsent(item(record), none -> new Sale());
                if (record instanceof ItemRecord definition) {
                    sale.define(definition);
                    listener.changed(sale, null);
                } else if (record instanceof OrderRecord order) {
                    sale.take(order);
                    listener.changed(sale, order);
                }
            }
            sales.addAll(byItem.values());
        }
        return sales;
    }

    private static int queue(Object record) {
        return record instanceof OrderRecord order ? order.queue() : ((ItemRecord) record).queue();
    }

    private static long offset(Object record) {
        return record instanceof OrderRecord order ? order.offset() : ((ItemRecord) record).offset();
    }

    private static String item(Object record) {
        return record instanceof OrderRecord order
                ? order.order().getItemId()
                : ((ItemRecord) record).item().getItemId();
    }

    /** Whether an order that stands so has its units. */
    static boolean holds(OrderStatus status) {
        return status == OrderStatus.ORDER_STATUS_UNSPECIFIED
                || status == OrderStatus.ORDER_STATUS_RESERVED
                || status == OrderStatus.ORDER_STATUS_CONFIRMED;
    }

    private void take(OrderRecord record) {
        OrderRecord before = orders.put(record.id(), record);
        long change = units(record) - (before == null ? 0 : units(before));
        held += change;
        unitsOfUsers.merge(record.order().getUserId(), change, Long::sum);
    }

    private void define(ItemRecord record) {
        definition = record;
        if (record.isDeletion()) {
            orders.clear();
            unitsOfUsers.clear();
            held = 0;
        }
    }

    private static long units(OrderRecord record) {
        Order order = record.order();
        return holds(order.getStatus()) ? Integer.toUnsignedLong(order.getQuantity()) : 0;
    }

    /** How it was defined last, or that it was deleted; null where no record says so. */
    @Nullable
    ItemRecord definition() {
        return definition;
    }

    /** Units that are reserved or sold. */
    long held() {
        return held;
    }

    /** Units that {@code user} has. */
    long heldBy(String user) {
        return unitsOfUsers.getOrDefault(user, 0L);
    }

    /** The latest record of each order. */
    Map<String, OrderRecord> orders() {
        return orders;
    }
}
