package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.order.StoredOrder;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One queue's items and their orders, and what can happen to an order: it is added, a reserved one becomes confirmed or
 * ends, a paid one may end, and an ended one is forgotten, when too many have ended after it. Holds end by the log's
 * time, which it keeps.
 */
final class OrderBook {
    /** For one that ends, so that a bound that was lowered is reached step by step. */
    private static final int FORGOTTEN_AT_ONCE = 2;

    /** An order that ended. */
    record Ended(ItemLedger item, int row) {}

    /**
     * Items that have left the book.
     *
     * @param ended those of their orders that had ended and were remembered, oldest end first
     */
    record Released(List<ItemLedger> items, List<Ended> ended) {}

    private final long seed;
    private final int rememberedEnds;
    private final boolean countsExpired;
    private final Map<String, ItemLedger> items = new HashMap<>();
    private final TreeSet<ItemLedger> waiting = new TreeSet<>(ItemLedger.BY_FIRST_HOLD); // those with reserved orders
    private final Set<Ended> ended = new LinkedHashSet<>(); // oldest end first
    private long live;
    private long reserved;
    private long versionBase;
    private long time; // the log's

    /**
     * An empty book that remembers the latest {@code rememberedEnds} orders that ended, and of them counts each user's
     * expired ones where {@code countsExpired}.
     */
    OrderBook(int rememberedEnds, boolean countsExpired, long seed) {
        this.rememberedEnds = rememberedEnds;
        this.countsExpired = countsExpired;
        this.seed = seed;
    }

    @Nullable
    ItemLedger find(String itemId) {
        return items.get(itemId);
    }

    /** Whether the item is known to anybody. */
    boolean defines(String itemId) {
        ItemLedger item = items.get(itemId);
        return item != null && item.defined();
    }

    ItemLedger of(String itemId) {
        return items.computeIfAbsent(itemId, id -> new ItemLedger(id, seed, countsExpired));
    }

    Collection<ItemLedger> items() {
        return Collections.unmodifiableCollection(items.values());
    }

    /** Has versions go on from {@code base}, or from where they do already if that is later. */
    void versionsFrom(long base) {
        versionBase = Math.max(versionBase, base);
    }

    /** The version of a queue's items that are decided up to {@code position}. */
    long versionAt(long position) {
        return versionBase + position;
    }

    /** The version of what {@code asked} changes: every command up to it is part of that state. */
    long versionAfter(LoggedCommand asked) {
        return versionAt(asked.offset() + 1);
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
    void add(ItemLedger item, StoredOrder order, long position) {
        if (order.status() == OrderStatus.ORDER_STATUS_RESERVED) {
            waiting.remove(item);
            item.add(order, position);
            waiting.add(item);
            reserved++;
            live++;
        } else if (ItemLedger.ended(order.status())) {
            ended.add(new Ended(item, item.add(order, position)));
        } else {
            item.add(order, position);
            live++;
        }
    }

    /** Gives an order, reserved or paid, another status at {@code position}; what must become durable is added to {@code entries}. */
    Order settle(ItemLedger item, int row, OrderStatus settled, long position, List<LedgerEntry> entries) {
        settle(item, row, settled, position);
        Order order = item.order(row);
        entries.add(LedgerEntry.of(order));
        for (int i = 0; i < FORGOTTEN_AT_ONCE && ended.size() > rememberedEnds; i++) {
            Ended oldest = ended.iterator().next();
            ended.remove(oldest);
            entries.add(LedgerEntry.forgetting(oldest.item().order(oldest.row())));
            oldest.item().forget(oldest.row());
        }
        return order;
    }

    private void settle(ItemLedger item, int row, OrderStatus settled, long position) {
        boolean waited = item.orderStatus(row) == OrderStatus.ORDER_STATUS_RESERVED;
        waiting.remove(item); // before its place changes
        item.settle(row, settled, position);
        if (item.reserved() > 0) {
            waiting.add(item);
        }
        if (waited) {
            reserved--;
        }
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

    /** The log's time. */
    long time() {
        return time;
    }

    /** The log's time is not before {@code earliest}. */
    void timeAtLeast(long earliest) {
        time = Math.max(time, earliest);
    }

    /**
     * Brings the log's time with {@code asked} and ends holds that are over by then, as {@link #settle} does, {@code most} of
     * them at the most and those first that ended first.
     */
    List<LedgerEntry> hear(LoggedCommand asked, int most) {
        timeAtLeast(asked.appendedAt());
        if (firstHoldEnds() > time) {
            return List.of();
        }
        List<LedgerEntry> entries = new ArrayList<>();
        for (int ends = 0; ends < most && firstHoldEnds() <= time; ends++) {
            ItemLedger item = waiting.first();
            settle(item, item.firstReserved(), OrderStatus.ORDER_STATUS_EXPIRED, versionAfter(asked), entries);
        }
        return entries;
    }

    /** Takes {@code order} as the topic has it; the records of one order must come in the topic's order. */
    void restore(StoredOrder order) {
        OrderStatus status = order.status();
        if (status == OrderStatus.UNRECOGNIZED || !possible(status, order.heldUntil() != 0)) {
            throw new IllegalArgumentException("status " + status + ", held until " + order.heldUntil());
        }
        ItemLedger item = of(order.itemId());
        int row = item.row(order);
        if (row == OrderTable.NONE) {
            add(item, order, 0);
        } else if (follows(item.orderStatus(row), status)) {
            settle(item, row, status, 0);
        } // else it is known, as when a transaction is read twice
    }

    private static boolean possible(OrderStatus status, boolean held) {
        return switch (status) {
            case ORDER_STATUS_UNSPECIFIED -> !held;
            case ORDER_STATUS_CANCELLED, ORDER_STATUS_REFUNDED -> true; // a service ends also what needed no payment
            default -> held;
        };
    }

    /** Whether an order that was {@code before} may be {@code now} by a later record. */
    private static boolean follows(OrderStatus before, OrderStatus now) {
        return before == OrderStatus.ORDER_STATUS_RESERVED
                ? now != OrderStatus.ORDER_STATUS_RESERVED
                : ItemLedger.paid(before) && ItemLedger.ended(now);
    }

    /**
     * Forgets what was at {@code key}, as {@link LedgerRecord}s have it: an ended order, or an item with all its orders. An
     * order that has not ended is only forgotten with its item.
     */
    void forget(String key) {
        int separator = key.indexOf(LedgerEntry.SEPARATOR);
        ItemLedger item = items.get(separator < 0 ? key : key.substring(0, separator));
        if (item == null) {
            return;
        }
        if (separator < 0) {
            drop(item);
            return;
        }
        int row = item.row(key.substring(separator + 1));
        if (row != OrderTable.NONE && ended.remove(new Ended(item, row))) {
            item.forget(row);
        }
    }

    /** Lets the items go whose ids are {@code leaving}. */
    Released release(Predicate<String> leaving) {
        List<ItemLedger> released = items.values().stream()
                .filter(item -> leaving.test(item.itemId()))
                .toList();
        Set<ItemLedger> gone = new HashSet<>(released);
        List<Ended> ends =
                ended.stream().filter(each -> gone.contains(each.item())).toList();
        released.forEach(this::drop);
        return new Released(released, ends);
    }

    /** Lets the item {@code itemId} go and returns it; one without orders where it is not here. */
    ItemLedger remove(String itemId) {
        ItemLedger item = of(itemId);
        drop(item);
        return item;
    }

    private void drop(ItemLedger item) {
        waiting.remove(item);
        reserved -= item.reserved();
        item.rows().forEach(row -> {
            if (!item.ended(row)) {
                live--;
            } else {
                ended.remove(new Ended(item, row));
            }
        });
        items.remove(item.itemId());
    }
}
