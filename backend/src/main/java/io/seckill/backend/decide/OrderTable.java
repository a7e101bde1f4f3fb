package io.seckill.backend.decide;

import io.seckill.backend.decide.memory.HashIndex;
import io.seckill.backend.decide.memory.UserChains;
import io.seckill.backend.decide.order.OrderName;
import io.seckill.backend.decide.order.StoredOrder;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The orders of one item, in columns, found by order id, by user and by idempotency key. What it finds are rows, valid
 * until the order is forgotten.
 *
 * <p>Objects and two {@code HashMap}s take seven objects an order; this takes one, and a third of the bytes, which is
 * what lets a backend hold millions of orders. An order that ended, as a cancelled one, is no longer among its user's, but
 * found by id and key until it is forgotten.
 */
final class OrderTable {
    /** What is found where nothing is. */
    static final int NONE = -1;

    private static final int FIRST_ROWS = 4;

    private final String itemId;
    private final long seed;
    private byte[] @Nullable [] names =
            new byte[FIRST_ROWS][]; // order id, user, key and device, see OrderName; null is free
    private long[] decidedAt = new long[FIRST_ROWS];
    private int[] quantity = new int[FIRST_ROWS];
    private int[] heldByUser =
            new int[FIRST_ROWS]; // the user's units up to and with this order; of a free row, the next
    private final HashIndex byId = new HashIndex();
    private final HashIndex byUser = new HashIndex(); // leads to the user's latest order that has not ended
    private @Nullable HashIndex byKey; // by user and idempotency key; null as long as no order has a key
    private @Nullable HoldColumns holds; // null as long as no order was held
    private @Nullable UserChains chains; // null as long as no list was asked for
    private int size; // rows that were ever in use
    private int free = NONE; // the first of the rows that are no longer

    OrderTable(String itemId, long seed) {
        this.itemId = itemId;
        this.seed = seed;
    }

    /** Takes {@code order}, whose id must be new here, and returns its row. */
    int add(Order order) {
        return add(StoredOrder.of(order));
    }

    /** As {@link #add(Order)}. */
    int add(StoredOrder order) {
        int row = freeRow();
        names[row] = order.name();
        decidedAt[row] = order.decidedAt();
        quantity[row] = order.quantity();
        byId.add(idHash(order.name()), row);
        if (OrderName.hasKey(order.name())) {
            keys().add(keyHash(row), row);
        }
        if (order.status() != OrderStatus.ORDER_STATUS_UNSPECIFIED) {
            held().set(row, order.status(), order.heldUntil());
        } else if (holds != null) {
            holds.set(row, OrderStatus.ORDER_STATUS_UNSPECIFIED, 0);
        }
        if (!ended(row)) {
            addToUser(row);
        }
        if (chains != null) {
            chain(chains, row);
        }
        return row;
    }

    /** The order of this id, ended or not. */
    int byId(String orderId) {
        byte[] id = OrderName.encodeId(orderId);
        return byId.find(hash(id), row -> OrderName.hasId(name(row), id));
    }

    /** The order of the same id as {@code order}, ended or not. */
    int sameId(StoredOrder order) {
        return byId.find(idHash(order.name()), row -> OrderName.sameId(name(row), order.name()));
    }

    /** The latest order of {@code userId} that has not ended. */
    int latestOf(String userId) {
        byte[] user = OrderName.encodeUser(userId);
        return byUser.find(hash(user), row -> OrderName.isOf(name(row), user));
    }

    /** The order that {@code userId} won with {@code key}, which must not be empty, ended or not. */
    int byKey(String userId, String key) {
        if (byKey == null) {
            return NONE;
        }
        byte[] userAndKey = OrderName.encodeUserAndKey(userId, key);
        return byKey.find(hash(userAndKey), row -> OrderName.isOf(name(row), userAndKey));
    }

    /** Units that {@code userId} holds in all. */
    long unitsOf(String userId) {
        int latest = latestOf(userId);
        return latest == NONE ? 0 : Integer.toUnsignedLong(heldByUser[latest]);
    }

    Order order(int row) {
        byte[] name = name(row);
        Order.Builder order = Order.newBuilder()
                .setOrderId(OrderName.id(name))
                .setUserId(OrderName.user(name))
                .setItemId(itemId)
                .setQuantity(quantity[row])
                .setDecidedAt(decidedAt[row])
                .setIdempotencyKey(OrderName.key(name))
                .setDeviceId(OrderName.device(name));
        if (holds != null) {
            order.setStatus(holds.status(row)).setHeldUntil(holds.heldUntil(row));
        }
        return order.build();
    }

    /** The rows of all orders, ended or not. */
    IntStream rows() {
        return IntStream.range(0, size).filter(row -> names[row] != null);
    }

    /** Up to {@code most} rows of {@code userId}, ended or not, those added last first. */
    IntStream rowsOf(String userId, int most) {
        if (chains == null) {
            UserChains made = new UserChains(names.length);
            rows().forEach(row -> chain(made, row));
            chains = made;
        }
        byte[] user = OrderName.encodeUser(userId);
        return chains.rows(hash(user), row -> OrderName.isOf(name(row), user)).limit(most);
    }

    private void chain(UserChains users, int row) {
        users.add(row, userHash(row), sameUserAs(row));
    }

    String user(int row) {
        return OrderName.user(name(row));
    }

    boolean isOf(int row, String userId) {
        return OrderName.isOf(name(row), OrderName.encodeUser(userId));
    }

    long units(int row) {
        return Integer.toUnsignedLong(quantity[row]);
    }

    OrderStatus status(int row) {
        return holds == null ? OrderStatus.ORDER_STATUS_UNSPECIFIED : holds.status(row);
    }

    /** Gives the order in {@code row}, reserved or paid, the status {@code settled}. */
    void settle(int row, OrderStatus settled) {
        held().settle(row, settled);
        if (ended(row)) {
            removeFromUser(row);
        }
    }

    /** Forgets the order in {@code row}, which must have ended, or be looked for by its id only. */
    void forget(int row) {
        byId.remove(idHash(name(row)), row);
        if (byKey != null && OrderName.hasKey(name(row))) {
            byKey.remove(keyHash(row), row);
        }
        if (chains != null) {
            chains.remove(row, userHash(row));
        }
        names[row] = null;
        heldByUser[row] = free;
        free = row;
    }

    /** How many orders are reserved. */
    int reserved() {
        return holds == null ? 0 : holds.reserved();
    }

    /** The reserved order whose hold ends first; only where there is one. */
    int firstReserved() {
        return held().first();
    }

    /** When the first hold ends, by the log's time; the end of time where nothing is reserved. */
    long firstHoldEnds() {
        return holds == null || holds.reserved() == 0 ? Long.MAX_VALUE : holds.heldUntil(holds.first());
    }

    private boolean ended(int row) {
        return ItemLedger.ended(status(row));
    }

    private void addToUser(int row) {
        int hash = userHash(row);
        int before = byUser.find(hash, sameUserAs(row));
        heldByUser[row] = quantity[row] + (before == NONE ? 0 : heldByUser[before]);
        if (before == NONE) {
            byUser.add(hash, row);
        } else {
            byUser.replace(hash, before, row);
        }
        if (holds != null) {
            holds.previous(row, before + 1);
        }
    }

    private void removeFromUser(int row) {
        int hash = userHash(row);
        int latest = byUser.find(hash, sameUserAs(row));
        int before = held().previous(row);
        if (latest == row && before == 0) {
            byUser.remove(hash, row);
        } else if (latest == row) {
            byUser.replace(hash, row, before - 1);
        }
        for (int later = latest; latest != row && later != row; later = held().previous(later) - 1) {
            heldByUser[later] -= quantity[row];
            if (held().previous(later) == row + 1) {
                held().previous(later, before);
                return;
            }
        }
    }

    /** The columns for holds; when the first order is held, a user's orders are chained, as their ends will need. */
    private HoldColumns held() {
        if (holds == null) {
            holds = new HoldColumns(names.length);
            chainUsers(holds);
        }
        return holds;
    }

    private void chainUsers(HoldColumns columns) {
        HashIndex latest = new HashIndex();
        for (int row = 0; row < size; row++) { // none was ever forgotten, so they are in their order
            int hash = userHash(row);
            int before = latest.find(hash, sameUserAs(row));
            columns.previous(row, before + 1);
            if (before == NONE) {
                latest.add(hash, row);
            } else {
                latest.replace(hash, before, row);
            }
        }
    }

    private HashIndex keys() {
        if (byKey == null) {
            byKey = new HashIndex();
        }
        return byKey;
    }

    private int freeRow() {
        if (free != NONE) {
            int row = free;
            free = heldByUser[row];
            return row;
        }
        if (size == names.length) {
            int rows = size + (size >> 1);
            names = Arrays.copyOf(names, rows);
            decidedAt = Arrays.copyOf(decidedAt, rows);
            quantity = Arrays.copyOf(quantity, rows);
            heldByUser = Arrays.copyOf(heldByUser, rows);
            if (holds != null) {
                holds.grow(rows);
            }
            if (chains != null) {
                chains.grow(rows);
            }
        }
        return size++;
    }

    private byte[] name(int row) {
        return Objects.requireNonNull(names[row], "a row was used after its order was forgotten");
    }

    private int hash(byte[] part) {
        return OrderName.hash(part, seed);
    }

    private int idHash(byte[] name) {
        return OrderName.idHash(name, seed);
    }

    private int keyHash(int row) {
        return OrderName.keyHash(name(row), seed);
    }

    private int userHash(int row) {
        return OrderName.userHash(name(row), seed);
    }

    private IntPredicate sameUserAs(int row) {
        byte[] name = name(row);
        return other -> OrderName.sameUser(name(other), name);
    }
}
