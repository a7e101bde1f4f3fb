package io.seckill.backend.decide;

import io.seckill.v1.Order;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The orders of one item, in columns, found by order id, by user and by idempotency key.
 *
 * <p>Objects and two {@code HashMap}s take seven objects an order; this takes one, and a third of the bytes, which is
 * what lets a backend hold millions of orders. The indexes are open-addressed with linear probing (Knuth, TAOCP 6.4,
 * algorithm L): a slot holds a row's number plus one, 0 is free. The bits of a slot that row numbers do not need hold
 * the name's hash, so that a probe seldom looks at another order's name, which would be one miss of the cache or two
 * each. Orders are never removed.
 */
final class OrderTable {
    private static final int FIRST_ROWS = 4;

    private final String itemId;
    private final long seed;
    private byte[][] names = new byte[FIRST_ROWS][]; // order id and user, see OrderName
    private long[] decidedAt = new long[FIRST_ROWS];
    private int[] quantity = new int[FIRST_ROWS];
    private int[] heldByUser = new int[FIRST_ROWS]; // the user's units up to and with this order
    private int[] byId = new int[2 * FIRST_ROWS];
    private int[] byUser = new int[2 * FIRST_ROWS]; // leads to the user's latest order
    private int[] byKey = {}; // leads from user and idempotency key to the order; empty as long as no order has a key
    private int size;
    private int keyed; // how many orders have a key

    OrderTable(String itemId, long seed) {
        this.itemId = itemId;
        this.seed = seed;
    }

    /** Takes {@code order}, whose id must be new here. */
    void add(Order order) {
        makeRoom();
        long heldBefore = unitsOf(order.getUserId());
        int row = size++;
        names[row] = OrderName.encode(order.getOrderId(), order.getUserId(), order.getIdempotencyKey());
        decidedAt[row] = order.getDecidedAt();
        quantity[row] = order.getQuantity();
        heldByUser[row] = (int) (heldBefore + Integer.toUnsignedLong(order.getQuantity()));
        index(row);
        if (OrderName.hasKey(names[row])) {
            keyed++;
            indexKey(row);
        }
    }

    Optional<Order> byId(String orderId) {
        return order(byId, idSlot(OrderName.encodeId(orderId)));
    }

    Optional<Order> latestOf(String userId) {
        return order(byUser, userSlot(OrderName.encodeUser(userId)));
    }

    /** The order that {@code userId} won with {@code key}, which must not be empty. */
    Optional<Order> byKey(String userId, String key) {
        return keyed == 0 ? Optional.empty() : order(byKey, keySlot(OrderName.encodeUserAndKey(userId, key)));
    }

    /** Units that {@code userId} holds in all. */
    long unitsOf(String userId) {
        int slot = userSlot(OrderName.encodeUser(userId));
        return byUser[slot] == 0 ? 0 : Integer.toUnsignedLong(heldByUser[rowAt(byUser, slot)]);
    }

    private Optional<Order> order(int[] index, int slot) {
        if (index[slot] == 0) {
            return Optional.empty();
        }
        int row = rowAt(index, slot);
        return Optional.of(Order.newBuilder()
                .setOrderId(OrderName.id(names[row]))
                .setUserId(OrderName.user(names[row]))
                .setItemId(itemId)
                .setQuantity(quantity[row])
                .setDecidedAt(decidedAt[row])
                .setIdempotencyKey(OrderName.key(names[row]))
                .build());
    }

    private void index(int row) {
        byte[] id = OrderName.idPart(names[row]);
        enter(byId, idSlot(id), id, row);
        byte[] user = OrderName.userPart(names[row]);
        enter(byUser, userSlot(user), user, row);
    }

    private void indexKey(int row) {
        if (keyed > byKey.length / 4 * 3) {
            byKey = new int[Math.max(2 * FIRST_ROWS, 2 * byKey.length)];
            for (int earlier = 0; earlier < row; earlier++) {
                if (OrderName.hasKey(names[earlier])) {
                    enterKey(earlier);
                }
            }
        }
        enterKey(row);
    }

    private void enterKey(int row) {
        byte[] userAndKey = OrderName.userAndKeyPart(names[row]);
        enter(byKey, keySlot(userAndKey), userAndKey, row);
    }

    private int keySlot(byte[] userAndKey) {
        return slot(byKey, userAndKey, row -> OrderName.hasUserAndKey(names[row], userAndKey));
    }

    private int idSlot(byte[] id) {
        return slot(byId, id, row -> OrderName.hasId(names[row], id));
    }

    private int userSlot(byte[] user) {
        return slot(byUser, user, row -> OrderName.hasUser(names[row], user));
    }

    /** The slot of the entry that {@code matches}, or else the free one where it belongs. */
    private int slot(int[] index, byte[] name, IntPredicate matches) {
        int mask = index.length - 1;
        int hash = OrderName.hash(name, seed);
        int slot = hash & mask;
        while (index[slot] != 0 && !(sameHash(index[slot], hash, mask) && matches.test(rowAt(index, slot)))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void enter(int[] index, int slot, byte[] name, int row) {
        index[slot] = (OrderName.hash(name, seed) & -index.length) | (row + 1);
    }

    /** Whether {@code entry} may stand for {@code hash}: the bits above {@code mask} are equal. */
    private static boolean sameHash(int entry, int hash, int mask) {
        return ((entry ^ hash) & ~mask) == 0;
    }

    private static int rowAt(int[] index, int slot) {
        return (index[slot] & (index.length - 1)) - 1;
    }

    /** Keeps a free row, and the indexes at most three quarters full. */
    private void makeRoom() {
        if (size == names.length) {
            int rows = size + (size >> 1);
            names = Arrays.copyOf(names, rows);
            decidedAt = Arrays.copyOf(decidedAt, rows);
            quantity = Arrays.copyOf(quantity, rows);
            heldByUser = Arrays.copyOf(heldByUser, rows);
        }
        if (size + 1 > byId.length / 4 * 3) {
            byId = new int[2 * byId.length];
            byUser = new int[byId.length];
            for (int row = 0; row < size; row++) {
                index(row);
            }
        }
    }
}
