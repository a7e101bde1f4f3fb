package io.seckill.backend.decide;

import io.seckill.slots.SlotMap;
import io.seckill.v1.Handover;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.RememberedOutcome;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes what a queue hands over at its seal: the items whose slots are other queues' from there on, with their orders,
 * what it remembers of their purchases, and last a marker for each new queue.
 *
 * <p>In its own partition each of their records is forgotten, an item after all its orders: of these records the cleaner
 * may have come to the first ones only, and then an order must not be left there without what ends it.
 */
final class HandOver {
    private final Source from;
    private final SlotMap table;
    private final LedgerKeyOwnership.Shipping out;

    /** From which queue, by the seal of which version. */
    record Source(long version, int queue) {}

    HandOver(Source from, SlotMap table, LedgerKeyOwnership.Shipping out) {
        this.from = from;
        this.table = table;
        this.out = out;
    }

    /** Orders that ended go in the order of their ends, whatever their items. */
    void items(OrderBook.Released released) {
        for (ItemLedger item : released.items()) {
            int there = table.queueOf(item.itemId());
            item.definition().ifPresent(definition -> out.ship(there, LedgerEntry.of(definition)));
            item.rows().filter(row -> !item.ended(row)).forEach(row -> order(there, item.order(row)));
        }
        for (OrderBook.Ended end : released.ended()) {
            order(table.queueOf(end.item().itemId()), end.item().order(end.row()));
        }
        released.items().forEach(item -> out.ship(from.queue(), LedgerEntry.forgetting(item.itemId())));
    }

    private void order(int there, Order order) {
        out.ship(there, LedgerEntry.of(order));
        out.ship(from.queue(), LedgerEntry.forgetting(order));
    }

    /** {@code leaving}, oldest first, are of slots that were this queue's and are no more. */
    void outcomes(List<RememberedOutcome> leaving) {
        leaving.stream()
                .collect(Collectors.groupingBy(outcome -> table.queueOfSlot(outcome.getSlot())))
                .forEach((there, theirs) -> HandedPages.of(from, theirs).forEach(page -> out.ship(there, page)));
    }

    /** Tells each of {@code newQueues} that it has everything. */
    void markers(Iterable<Integer> newQueues, Handover.Builder marker) {
        LedgerEntry entry = LedgerEntry.of(
                "~handover/" + from.version() + '/' + from.queue(),
                LedgerRecord.newBuilder()
                        .setHandover(marker.setVersion(from.version()).setFromQueue(from.queue())));
        newQueues.forEach(there -> out.ship(there, entry));
    }
}
