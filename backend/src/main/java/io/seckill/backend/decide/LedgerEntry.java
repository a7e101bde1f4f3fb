package io.seckill.backend.decide;

import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;

/**
 * A change of the ledger, as the topic of orders keeps it.
 *
 * @param key {@code itemId} of an item, {@code itemId/orderId} of an order
 */
public record LedgerEntry(String key, LedgerRecord record) {
    static LedgerEntry of(Item definition) {
        return new LedgerEntry(
                definition.getItemId(),
                LedgerRecord.newBuilder().setItem(definition).build());
    }

    static LedgerEntry of(Order order) {
        return new LedgerEntry(
                order.getItemId() + "/" + order.getOrderId(),
                LedgerRecord.newBuilder().setOrder(order).build());
    }
}
