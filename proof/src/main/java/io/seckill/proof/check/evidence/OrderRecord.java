package io.seckill.proof.check.evidence;

import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;

/**
 * How an order stood, as the store has it.
 *
 * @param place as {@code seckill.orders-0@17}, or the row
 * @param queue the partition; of a row -1
 * @param offset where in the partition; of a row 0
 * @param timestamp when it was written, in milliseconds since the Unix epoch; of a row 0
 */
public record OrderRecord(String place, int queue, long offset, long timestamp, Order order) {
    /** Its id: the request that won it. */
    public String id() {
        return order.getOrderId();
    }

    /** How it stood. */
    public OrderStatus status() {
        return order.getStatus();
    }
}
