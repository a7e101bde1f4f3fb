package io.seckill.backend.decide.order;

import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;

/** An order in the form in which a ledger keeps it. */
public final class StoredOrder {
    private final String itemId;
    private final byte[] name;
    private final int quantity;
    private final long decidedAt;
    private final OrderStatus status;
    private final long heldUntil;

    StoredOrder(String itemId, byte[] name, int quantity, long decidedAt, OrderStatus status, long heldUntil) {
        this.itemId = itemId;
        this.name = name;
        this.quantity = quantity;
        this.decidedAt = decidedAt;
        this.status = status;
        this.heldUntil = heldUntil;
    }

    /** {@code order} in this form. */
    public static StoredOrder of(Order order) {
        return new StoredOrder(
                order.getItemId(),
                OrderName.encode(order.getOrderId(), order.getUserId(), order.getIdempotencyKey(), order.getDeviceId()),
                order.getQuantity(),
                order.getDecidedAt(),
                order.getStatus(),
                order.getHeldUntil());
    }

    /** The item of which it is an order. */
    public String itemId() {
        return itemId;
    }

    /** Its id, user, key and device, see {@link OrderName}; not to be changed. */
    public byte[] name() {
        return name;
    }

    /** Units. */
    public int quantity() {
        return quantity;
    }

    /** The log's time, in milliseconds since the Unix epoch. */
    public long decidedAt() {
        return decidedAt;
    }

    /** How it stands. */
    public OrderStatus status() {
        return status;
    }

    /** The log's time at which its hold ends; 0 where it was never held. */
    public long heldUntil() {
        return heldUntil;
    }
}
