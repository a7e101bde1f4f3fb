package io.seckill.backend.event;

import io.seckill.v1.OrderStatus;

/** What an event tells; docs/events.md says what each means. */
enum EventType {
    ORDER_RESERVED("OrderReserved"),
    ORDER_ACCEPTED("OrderAccepted"),
    ORDER_CONFIRMED("OrderConfirmed"),
    ORDER_CANCELLED("OrderCancelled"),
    ORDER_EXPIRED("OrderExpired"),
    ORDER_REFUNDED("OrderRefunded"),
    ITEM_DEFINED("ItemDefined"),
    ITEM_OPENED("ItemOpened"),
    ITEM_SOLD_OUT("ItemSoldOut"),
    ITEM_BACK_IN_STOCK("ItemBackInStock"),
    ITEM_PAUSED("ItemPaused"),
    ITEM_CLOSED("ItemClosed"),
    ITEM_DELETED("ItemDeleted");

    private final String title;

    EventType(String title) {
        this.title = title;
    }

    /** As it ends the type, and the id, of an event. */
    String title() {
        return title;
    }

    /** Tells that an order has come to {@code status}. */
    static EventType of(OrderStatus status) {
        return switch (status) {
            case ORDER_STATUS_UNSPECIFIED -> ORDER_ACCEPTED;
            case ORDER_STATUS_RESERVED -> ORDER_RESERVED;
            case ORDER_STATUS_CONFIRMED -> ORDER_CONFIRMED;
            case ORDER_STATUS_CANCELLED -> ORDER_CANCELLED;
            case ORDER_STATUS_EXPIRED -> ORDER_EXPIRED;
            case ORDER_STATUS_REFUNDED -> ORDER_REFUNDED;
            case UNRECOGNIZED -> throw new IllegalArgumentException("no status: " + status);
        };
    }
}
