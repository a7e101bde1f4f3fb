package io.seckill.gateway.pending;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop's pending requests: adding and cancelling cost a few pointer writes each.
 *
 * <p>A hashed timing wheel (Varghese and Lauck, 1987, scheme 6). An entry is linked into the slot of its tick and
 * unlinked on cancel, so a cancelled one leaves nothing behind, which a lazily cleaned queue would. Never early, at
 * most one tick late.
 */
final class TimerWheel {
    static final long TICK_MILLIS = 10;

    /** 4,096 ticks are 41 s: only the few longer waits are ever met in a slot before their round. */
    private static final int SLOTS = 4096;

    private final @Nullable PendingRequest[] slots = new PendingRequest[SLOTS];
    private final List<PendingRequest> collected = new ArrayList<>();
    private long currentTick;

    TimerWheel(long nowMillis) {
        this.currentTick = nowMillis / TICK_MILLIS;
    }

    void add(PendingRequest request, long dueMillis) {
        request.dueTick = Math.max(currentTick + 1, (dueMillis + TICK_MILLIS - 1) / TICK_MILLIS);
        int slot = slotOf(request.dueTick);
        PendingRequest head = slots[slot];
        request.next = head;
        request.previous = null;
        if (head != null) {
            head.previous = request;
        }
        slots[slot] = request;
    }

    void cancel(PendingRequest request) {
        PendingRequest before = request.previous;
        PendingRequest after = request.next;
        if (after != null) {
            after.previous = before;
        }
        if (before != null) {
            before.next = after;
        } else {
            slots[slotOf(request.dueTick)] = after;
        }
        request.previous = null;
        request.next = null;
    }

    /** Hands every entry that is due at {@code nowMillis} to {@code due}, which cancels it unless somebody else has. */
    void advance(long nowMillis, Consumer<PendingRequest> due) {
        long nowTick = nowMillis / TICK_MILLIS;
        // After a pause longer than one turn of the wheel each slot is still looked at once, not once per turn.
        long first = Math.max(currentTick + 1, nowTick - SLOTS + 1);
        currentTick = nowTick;
        for (long tick = first; tick <= nowTick; tick++) {
            collect(slotOf(tick), nowTick);
        }
        // Collected first, because ending one request may cancel its neighbours in the slot.
        collected.forEach(due);
        collected.clear();
    }

    private void collect(int slot, long nowTick) {
        for (PendingRequest request = slots[slot]; request != null; request = request.next) {
            if (request.dueTick <= nowTick) {
                collected.add(request);
            }
        }
    }

    private static int slotOf(long tick) {
        return (int) (tick & (SLOTS - 1));
    }
}
