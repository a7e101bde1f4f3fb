package io.seckill.gateway.publish;

import io.seckill.v1.Command;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Commands of one event loop that wait for their slot to have moved, in the order in which they came. Owned by that loop.
 *
 * <p>Those who wait for them are pending requests, and bounded as such. A request that ended meanwhile is left out at the
 * release; where many have, they are thrown out before, so that there are never more than twice as many as do wait.
 */
final class ParkedCommands {
    private static final int LEAST_SWEEP = 1_024;

    private record Held(Command command, AppendCallback appending) {}

    private final Queue<Held> queue = new ArrayDeque<>();
    private final AtomicInteger total; // of all loops, for the metric
    private int sweepAt = LEAST_SWEEP;

    ParkedCommands(AtomicInteger total) {
        this.total = total;
    }

    void add(Command command, AppendCallback appending) {
        if (queue.size() >= sweepAt) {
            int before = queue.size();
            queue.removeIf(held -> !held.appending.waits());
            total.addAndGet(queue.size() - before);
            sweepAt = Math.max(LEAST_SWEEP, 2 * queue.size());
        }
        appending.parked();
        queue.add(new Held(command, appending));
        total.incrementAndGet();
    }

    /** Hands all whose request still waits to {@code publish}. */
    void release(BiConsumer<Command, AppendCallback> publish) {
        total.addAndGet(-queue.size());
        sweepAt = LEAST_SWEEP;
        for (Held held = queue.poll(); held != null; held = queue.poll()) {
            // Who was told that nothing was queued must not find it queued.
            if (held.appending.waits()) {
                held.appending.released();
                publish.accept(held.command, held.appending);
            }
        }
    }
}
