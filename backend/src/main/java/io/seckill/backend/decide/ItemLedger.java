package io.seckill.backend.decide;

import io.seckill.backend.decide.order.StoredOrder;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One item: its definition, how many units are sold, and to whom. "Sold" are the reserved ones too. */
final class ItemLedger {
    /** The item whose first hold ends first comes first. */
    static final Comparator<ItemLedger> BY_FIRST_HOLD =
            Comparator.comparingLong(ItemLedger::firstHoldEnds).thenComparing(ItemLedger::itemId);

    private final String itemId;
    private final OrderTable orders;
    private final @Nullable Map<String, Integer> expired; // by user, of the orders remembered; null: not counted
    private @Nullable Item definition; // null while its orders were restored and it was not yet
    private long sold;
    private long version;

    ItemLedger(String itemId, long seed, boolean countsExpired) {
        this.itemId = itemId;
        this.orders = new OrderTable(itemId, seed);
        this.expired = countsExpired ? new HashMap<>() : null;
    }

    String itemId() {
        return itemId;
    }

    boolean defined() {
        return definition != null;
    }

    /** As it was last defined. */
    Optional<Item> definition() {
        return Optional.ofNullable(definition);
    }

    /** Replaces the definition; {@code item}'s version says since when. */
    void define(Item item) {
        definition = item;
        versionAtLeast(item.getVersion());
    }

    void versionAtLeast(long position) {
        version = Math.max(version, position);
    }

    /** Takes {@code order}, new since {@code position}, and returns its row. */
    int add(StoredOrder order, long position) {
        int row = orders.add(order);
        if (!ended(order.status())) {
            sold += Integer.toUnsignedLong(order.quantity());
        }
        countExpired(row, 1);
        versionAtLeast(position);
        return row;
    }

    /** Gives the order in {@code row}, reserved or paid, another status at {@code position}; an end gives its units back. */
    void settle(int row, OrderStatus settled, long position) {
        orders.settle(row, settled);
        if (ended(settled)) {
            sold -= orders.units(row);
        }
        countExpired(row, 1);
        versionAtLeast(position);
    }

    /** Takes {@code units} that are not sold out of the sale, and returns the definition since {@code position}. */
    Item withdraw(int units, long position) {
        Item less = known().toBuilder()
                .setStock(known().getStock() - units)
                .setVersion(position)
                .build();
        define(less);
        return less;
    }

    /** Forgets an order that ended. */
    void forget(int row) {
        countExpired(row, -1);
        orders.forget(row);
    }

    private void countExpired(int row, int change) {
        if (expired != null && orders.status(row) == OrderStatus.ORDER_STATUS_EXPIRED) {
            expired.merge(orders.user(row), change, (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    /** How many holds of {@code userId} ran out, of the orders that are remembered; 0 where that is not counted. */
    int expiredHoldsOf(String userId) {
        return expired == null ? 0 : expired.getOrDefault(userId, 0);
    }

    /** Forgets the order {@code orderId} of an item that is deleted, however it stands. */
    void forget(String orderId) {
        int row = orders.byId(orderId);
        if (row != OrderTable.NONE) {
            orders.forget(row);
        }
    }

    static boolean ended(OrderStatus status) {
        return status == OrderStatus.ORDER_STATUS_CANCELLED
                || status == OrderStatus.ORDER_STATUS_EXPIRED
                || status == OrderStatus.ORDER_STATUS_REFUNDED;
    }

    /** Whether it is paid for, or needs no payment. */
    static boolean paid(OrderStatus status) {
        return status == OrderStatus.ORDER_STATUS_CONFIRMED || status == OrderStatus.ORDER_STATUS_UNSPECIFIED;
    }

    /** Takes {@code item} unless a newer definition is there. */
    void restore(Item item) {
        if (definition == null || definition.getVersion() < item.getVersion()) {
            define(item);
        }
    }

    /** The row of the order {@code orderId}, or {@link OrderTable#NONE}. */
    int row(String orderId) {
        return orders.byId(orderId);
    }

    /** The row of the order with the id of {@code order}, or {@link OrderTable#NONE}. */
    int row(StoredOrder order) {
        return orders.sameId(order);
    }

    /** The row of the order {@code orderId} where it is {@code userId}'s, or else {@link OrderTable#NONE}. */
    int row(String orderId, String userId) {
        int row = orders.byId(orderId);
        return row == OrderTable.NONE || orders.isOf(row, userId) ? row : OrderTable.NONE;
    }

    Order order(int row) {
        return orders.order(row);
    }

    OrderStatus orderStatus(int row) {
        return orders.status(row);
    }

    Optional<Order> order(String orderId) {
        return found(orders.byId(orderId));
    }

    /** The rows of all orders, ended or not. */
    IntStream rows() {
        return orders.rows();
    }

    /** Whether the order in {@code row} has ended. */
    boolean ended(int row) {
        return ended(orders.status(row));
    }

    /** The order that {@code userId} won with the idempotency key {@code key}. */
    Optional<Order> orderByKey(String userId, String key) {
        return found(orders.byKey(userId, key));
    }

    /** The latest order that {@code userId} holds. */
    Optional<Order> latestOrderOf(String userId) {
        return found(orders.latestOf(userId));
    }

    /** Up to {@code most} orders of {@code userId}, ended or not, those last written first. */
    List<Order> latestOrdersOf(String userId, int most) {
        return orders.rowsOf(userId, most).mapToObj(orders::order).toList();
    }

    private Optional<Order> found(int row) {
        return row == OrderTable.NONE ? Optional.empty() : Optional.of(orders.order(row));
    }

    long unitsOf(String userId) {
        return orders.unitsOf(userId);
    }

    int reserved() {
        return orders.reserved();
    }

    /** The row of the reserved order whose hold ends first; only where there is one. */
    int firstReserved() {
        return orders.firstReserved();
    }

    /** By the log's time; the end of time where nothing is reserved. */
    long firstHoldEnds() {
        return orders.firstHoldEnds();
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

    /** Whether its sale is over at {@code time}, by its window or because it was closed. */
    boolean isOverAt(long time) {
        return state() == ItemState.ITEM_STATE_CLOSED || (known().getClosesAt() != 0 && time >= known().getClosesAt());
    }

    /** What operators have made of its sale. */
    ItemState state() {
        return definition == null ? ItemState.ITEM_STATE_UNSPECIFIED : definition.getState();
    }

    long perUserLimit() {
        return Integer.toUnsignedLong(known().getPerUserLimit());
    }

    /** How long its orders are held for payment; 0 where they need none. */
    long holdMillis() {
        return known().getHoldMillis();
    }

    /** The item as the gateways shall see it. */
    Item status() {
        return known().toBuilder()
                .setRemaining((int) remaining())
                .setVersion(version)
                .build();
    }

    /** As it was last defined, with that version, and what remains of it now. */
    Item definitionNow() {
        return known().toBuilder().setRemaining((int) remaining()).build();
    }

    private Item known() {
        return Objects.requireNonNull(definition, () -> "item " + itemId + " has orders but no definition");
    }
}
