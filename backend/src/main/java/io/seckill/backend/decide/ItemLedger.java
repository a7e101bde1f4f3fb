package io.seckill.backend.decide;

import io.seckill.v1.Item;
import io.seckill.v1.Order;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One item: its definition, how many units are sold, and to whom. */
final class ItemLedger {
    private final String itemId;
    private final OrderTable orders;
    private @Nullable Item definition; // null while its orders were restored and it was not yet
    private long sold;
    private long version;

    ItemLedger(String itemId, long seed) {
        this.itemId = itemId;
        this.orders = new OrderTable(itemId, seed);
    }

    boolean defined() {
        return definition != null;
    }

    /** Replaces the definition; {@code item}'s version says since when. */
    void define(Item item) {
        definition = item;
        versionAtLeast(item.getVersion());
    }

    void versionAtLeast(long position) {
        version = Math.max(version, position);
    }

    /** Takes {@code order}, new since {@code position}. */
    void add(Order order, long position) {
        orders.add(order);
        sold += Integer.toUnsignedLong(order.getQuantity());
        versionAtLeast(position);
    }

    /** Takes {@code item} unless a newer definition is there. */
    void restore(Item item) {
        if (definition == null || definition.getVersion() < item.getVersion()) {
            define(item);
        }
    }

    /** Takes {@code order} unless it is held already, as when a transaction was read twice. */
    boolean restore(Order order) {
        if (orders.byId(order.getOrderId()).isPresent()) {
            return false;
        }
        add(order, 0);
        return true;
    }

    Optional<Order> order(String orderId) {
        return orders.byId(orderId);
    }

    /** The order that {@code userId} won with the idempotency key {@code key}. */
    Optional<Order> orderByKey(String userId, String key) {
        return orders.byKey(userId, key);
    }

    Optional<Order> latestOrderOf(String userId) {
        return orders.latestOf(userId);
    }

    long unitsOf(String userId) {
        return orders.unitsOf(userId);
    }

    long sold() {
        return sold;
    }

    long remaining() {
        return Math.max(0, Integer.toUnsignedLong(known().getStock()) - sold);
    }

    long opensAt() {
        return known().getOpensAt();
    }

    long closesAt() {
        return known().getClosesAt();
    }

    long perUserLimit() {
        return Integer.toUnsignedLong(known().getPerUserLimit());
    }

    /** The item as the gateways shall see it. */
    Item status() {
        return known().toBuilder()
                .setRemaining((int) remaining())
                .setVersion(version)
                .build();
    }

    private Item known() {
        return Objects.requireNonNull(definition, () -> "item " + itemId + " has orders but no definition");
    }
}
