package io.seckill.backend.decide;

import io.seckill.v1.ItemDeletion;
import io.seckill.v1.LedgerRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Items that were deleted and whose orders are still in the ledger's topic, where they are forgotten step by step. All
 * that is a matter of the queue's partition: it stays there when the item's key moves to another queue.
 *
 * <p>What ends a deletion comes last: of these records the cleaner may have come to the first ones only, and then no order
 * must be left there without what ends it.
 */
final class Deletions {
    private static final String KEY_PREFIX = "~deleting/";

    private final Map<String, Deletion> pending = new LinkedHashMap<>(); // by key, the oldest first

    /** One item's; a later item of the same id may be there meanwhile, and be deleted too. */
    private static final class Deletion {
        private final ItemLedger item;
        private PrimitiveIterator.@Nullable OfInt rows; // of the orders that are still to be forgotten; null: none was

        Deletion(ItemLedger item) {
            this.item = item;
        }

        PrimitiveIterator.OfInt rows() {
            if (rows == null) {
                rows = item.rows().iterator();
            }
            return rows;
        }
    }

    /** Has {@code item}, which has left the book, forgotten from {@code version} on; returns what makes that durable. */
    LedgerEntry begin(ItemLedger item, long version) {
        ItemDeletion deletion = ItemDeletion.newBuilder()
                .setItemId(item.itemId())
                .setVersion(version)
                .build();
        pending.put(keyOf(deletion), new Deletion(item));
        return LedgerEntry.of(keyOf(deletion), LedgerRecord.newBuilder().setDeletion(deletion));
    }

    /**
     * Takes the next step.
     *
     * @param most orders that it forgets at the most
     * @param defined says of an item's id whether a later item has it
     * @return what must become durable; empty where nothing is left to do
     */
    List<LedgerEntry> step(int most, Predicate<String> defined) {
        Iterator<Map.Entry<String, Deletion>> deletions = pending.entrySet().iterator();
        if (!deletions.hasNext()) {
            return List.of();
        }
        Map.Entry<String, Deletion> oldest = deletions.next();
        ItemLedger item = oldest.getValue().item;
        PrimitiveIterator.OfInt rows = oldest.getValue().rows();
        List<LedgerEntry> entries = new ArrayList<>();
        while (entries.size() < most && rows.hasNext()) {
            entries.add(LedgerEntry.forgetting(item.order(rows.nextInt())));
        }
        if (!rows.hasNext()) {
            if (!defined.test(item.itemId())) {
                entries.add(LedgerEntry.forgetting(item.itemId()));
            }
            entries.add(LedgerEntry.forgetting(oldest.getKey()));
            deletions.remove();
        }
        return entries;
    }

    /** Whether there is something left to do. */
    boolean pending() {
        return !pending.isEmpty();
    }

    /** Whether {@code deletion} was taken back before. */
    boolean has(ItemDeletion deletion) {
        return pending.containsKey(keyOf(deletion));
    }

    /** Takes back that {@code item}, with all its orders so far, was deleted. */
    void restore(ItemDeletion deletion, ItemLedger item) {
        pending.put(keyOf(deletion), new Deletion(item));
    }

    /** Takes back that what was at {@code key} was forgotten: the order of a deleted item, or its deletion. */
    void restoreForgotten(String key) {
        if (pending.isEmpty() || pending.remove(key) != null) {
            return;
        }
        int separator = key.indexOf(LedgerEntry.SEPARATOR);
        if (separator >= 0) {
            String itemId = key.substring(0, separator);
            for (Deletion deletion : pending.values()) {
                if (deletion.item.itemId().equals(itemId)) {
                    deletion.item.forget(key.substring(separator + 1));
                }
            }
        }
    }

    private static String keyOf(ItemDeletion deletion) {
        return KEY_PREFIX + deletion.getItemId() + LedgerEntry.SEPARATOR + deletion.getVersion();
    }
}
