package io.seckill.backend.decide;

import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One queue's items and their orders, and what can happen to an order: it is added, a reserved one becomes confirmed or
 * ends, cancelled or expired, and an ended one is forgotten, when too many have ended after it.
 */
final class OrderBook {
    /** For one that ends, so that a bound that was lowered is reached step by step. */
    private static final int FORGOTTEN_AT_ONCE = 2;

    private record Ended(ItemLedger item, int row) {}

    private final long seed;
    private final int rememberedEnds;
    private final Map<String, ItemLedger> items = new HashMap<>();
    private final TreeSet<ItemLedger> waiting = new TreeSet<>(ItemLedger.BY_FIRST_HOLD); // those with reserved orders
    private final Queue<Ended> ended = new ArrayDeque<>(); // oldest end first
    private long live;
    private long reserved;

    /** An empty book that remembers the latest {@code rememberedEnds} orders that ended. */
    OrderBook(int rememberedEnds, long seed) {
        this.rememberedEnds = rememberedEnds;
        this.seed = seed;
    }

    @Nullable
    ItemLedger find(String itemId) {
        return items.get(itemId);
    }

    ItemLedger of(String itemId) {
        return items.computeIfAbsent(itemId, id -> new ItemLedger(id, seed));
    }

    Collection<ItemLedger> items() {
        return Collections.unmodifiableCollection(items.values());
    }

    /** How many orders hold units. */
    long live() {
        return live;
    }

    /** How many of those wait for payment. */
    long reserved() {
        return reserved;
    }

    /** How many orders that ended are remembered. */
    int ended() {
        return ended.size();
    }

    /** Takes {@code order}, new since {@code position}. */
    void add(ItemLedger item, Order order, long position) {
        if (order.getStatus() == OrderStatus.ORDER_STATUS_RESERVED) {
            waiting.remove(item);
            item.add(order, position);
            waiting.add(item);
            reserved++;
            live++;
        } else if (ItemLedger.ended(order.getStatus())) {
            ended.add(new Ended(item, item.add(order, position)));
        } else {
            item.add(order, position);
            live++;
        }
    }

    /** Gives a reserved order a final status at {@code position}; what must become durable is added to {@code entries}. */
    Order settle(ItemLedger item, int row, OrderStatus settled, long position, List<LedgerEntry> entries) {
        settle(item, row, settled, position);
        Order order = item.order(row);
        entries.add(LedgerEntry.of(order));
        for (int i = 0; i < FORGOTTEN_AT_ONCE && ended.size() > rememberedEnds; i++) {
            Ended oldest = ended.remove();
            entries.add(LedgerEntry.forgetting(oldest.item().order(oldest.row())));
            oldest.item().forget(oldest.row());
        }
        return order;
    }

    private void settle(ItemLedger item, int row, OrderStatus settled, long position) {
        waiting.remove(item); // before its place changes
        item.settle(row, settled, position);
        if (item.reserved() > 0) {
            waiting.add(item);
        }
        reserved--;
        if (ItemLedger.ended(settled)) {
            live--;
            ended.add(new Ended(item, row));
        }
    }

    /** When the first hold ends, by the log's time; the end of time where nothing is reserved. */
    long firstHoldEnds() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().firstHoldEnds();
    }

    /** The item with the hold that ends first; empty where nothing is reserved. */
    Optional<String> anyReserved() {
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.first().itemId());
    }

    /** Ends the reserved orders whose hold ends at {@code time} or before, as {@link #settle} does. */
    void expire(long time, long position, List<LedgerEntry> entries) {
        while (firstHoldEnds() <= time) {
            ItemLedger item = waiting.first();
            settle(item, item.firstReserved(), OrderStatus.ORDER_STATUS_EXPIRED, position, entries);
        }
    }

    /** Takes {@code order} as the topic has it; the records of one order must come in the topic's order. */
    void restore(Order order) {
        OrderStatus status = order.getStatus();
        boolean held = status != OrderStatus.ORDER_STATUS_UNSPECIFIED;
        if (status == OrderStatus.UNRECOGNIZED || held != (order.getHeldUntil() != 0)) {
            throw new IllegalArgumentException(
                    "status " + order.getStatusValue() + ", held until " + order.getHeldUntil());
        }
        ItemLedger item = of(order.getItemId());
        int row = item.row(order.getOrderId());
        if (row == OrderTable.NONE) {
            add(item, order, 0);
        } else if (item.orderStatus(row) == OrderStatus.ORDER_STATUS_RESERVED
                && status != OrderStatus.ORDER_STATUS_RESERVED) {
            settle(item, row, status, 0);
        } // else it is known, as when a transaction is read twice
    }

    /** Forgets the ended order at {@code key}, as {@link LedgerRecord}s have it, where that is one. */
    void forget(String key) {
        int separator = key.indexOf(LedgerEntry.SEPARATOR);
        ItemLedger item = separator < 0 ? null : items.get(key.substring(0, separator));
        int row = item == null ? OrderTable.NONE : item.row(key.substring(separator + 1));
        if (item != null && row != OrderTable.NONE && ItemLedger.ended(item.orderStatus(row))) {
            ended.remove(new Ended(item, row)); // the oldest, so found at once
            item.forget(row);
        }
    }
}
