package io.seckill.backend.event;

import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.Order;

/** What was told of one item. */
final class ItemBook {
    private final byte[] key;
    private final byte[] source;
    private Item definition = Item.getDefaultInstance();
    private long sold;
    private boolean toldSoldOut;
    private SaleState told = SaleState.SCHEDULED;

    /**
     * Of an item that is to be defined.
     *
     * @param key of its records
     * @param source the attribute of its events
     */
    ItemBook(byte[] key, byte[] source) {
        this.key = key;
        this.source = source;
    }

    byte[] key() {
        return key;
    }

    byte[] source() {
        return source;
    }

    Item definition() {
        return definition;
    }

    void define(Item item) {
        definition = item;
    }

    /** Units that are reserved or sold. */
    long sold() {
        return sold;
    }

    void sold(long units) {
        sold = units;
    }

    /** Takes that {@code order} has come to its status. */
    void take(Order order) {
        long units = Integer.toUnsignedLong(order.getQuantity());
        sold += switch (order.getStatus()) {
            case ORDER_STATUS_UNSPECIFIED, ORDER_STATUS_RESERVED -> units;
            case ORDER_STATUS_CONFIRMED -> 0;
            case ORDER_STATUS_CANCELLED, ORDER_STATUS_EXPIRED, ORDER_STATUS_REFUNDED -> -units;
            case UNRECOGNIZED -> throw new IllegalArgumentException("no status: " + order.getStatusValue());
        };
    }

    long stock() {
        return Integer.toUnsignedLong(definition.getStock());
    }

    long remaining() {
        return Math.max(0, stock() - sold);
    }

    boolean soldOut() {
        return remaining() == 0;
    }

    /** Whether it was sold out when that was told last. */
    boolean toldSoldOut() {
        return toldSoldOut;
    }

    void toldSoldOut(boolean soldOut) {
        toldSoldOut = soldOut;
    }

    /** The state that was told last. */
    SaleState told() {
        return told;
    }

    void told(SaleState state) {
        told = state;
    }

    /** How its sale stands at {@code time}. */
    SaleState stateAt(long time) {
        boolean over = definition.getClosesAt() != 0 && time >= definition.getClosesAt();
        if (over || definition.getState() == ItemState.ITEM_STATE_CLOSED) {
            return SaleState.CLOSED;
        }
        if (definition.getState() != ItemState.ITEM_STATE_UNSPECIFIED) {
            return SaleState.PAUSED;
        }
        return time < definition.getOpensAt() ? SaleState.SCHEDULED : SaleState.OPEN;
    }
}
