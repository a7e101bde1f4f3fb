package io.seckill.backend.decide;

import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import org.jspecify.annotations.Nullable;

/**
 * A change of the ledger, as the topic of orders keeps it.
 *
 * @param key {@code itemId} of an item, {@code itemId/orderId} of an order, and others that begin with {@code ~}
 * @param record what is so now; null where that is forgotten
 */
public record LedgerEntry(String key, @Nullable LedgerRecord record) {
    /** In no item's id. */
    static final char SEPARATOR = '/';

    static LedgerEntry of(Item definition) {
        return new LedgerEntry(
                definition.getItemId(),
                LedgerRecord.newBuilder().setItem(definition).build());
    }

    static LedgerEntry of(Order order) {
        return new LedgerEntry(
                keyOf(order), LedgerRecord.newBuilder().setOrder(order).build());
    }

    static LedgerEntry of(String key, LedgerRecord.Builder record) {
        return new LedgerEntry(key, record.build());
    }

    static LedgerEntry forgetting(Order order) {
        return forgetting(keyOf(order));
    }

    /** Of an item: with its orders. */
    static LedgerEntry forgetting(String key) {
        return new LedgerEntry(key, null);
    }

    private static String keyOf(Order order) {
        return order.getItemId() + SEPARATOR + order.getOrderId();
    }
}
