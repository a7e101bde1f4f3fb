package io.seckill.backend.parallel.lane;

import io.seckill.slots.SlotMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a queue's new owner begins with.
 *
 * @param position where the queue is to be read from
 * @param retryPosition where its retry queue begins
 * @param copies what stands there; one record may have several
 * @param table the one that the queue has heard of before the position; null: of none
 */
public record TakeOver(
        long position,
        long retryPosition,
        List<Copy> copies,
        @Nullable SlotMap table) {
    /** A task at its offset in the retry topic. */
    public record Copy(long offset, Task task) {}
}
