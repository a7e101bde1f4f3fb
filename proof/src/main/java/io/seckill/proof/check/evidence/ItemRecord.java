package io.seckill.proof.check.evidence;

import io.seckill.v1.Item;

/**
 * An item, as a store or a topic has it, or that it was deleted.
 *
 * @param place as {@code seckill.items-0@17}, or the row
 * @param queue the partition; of a row -1
 * @param timestamp when it was written, in milliseconds since the Unix epoch; of a row 0
 */
public record ItemRecord(String place, int queue, long offset, long timestamp, Item item) {
    /** Whether it says that the item was deleted: all others have a limit. */
    public boolean isDeletion() {
        return item.getPerUserLimit() == 0;
    }
}
