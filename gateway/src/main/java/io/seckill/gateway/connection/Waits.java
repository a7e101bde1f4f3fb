package io.seckill.gateway.connection;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All waits of one kind on one event loop, the oldest first; they share a deadline, so that one is also due first. */
final class Waits {
    private final LoopLimits limits;
    private final long nanos;
    private final Set<Wait> oldestFirst = new LinkedHashSet<>();

    Waits(LoopLimits limits, long nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** Starts a wait with {@code held} bytes in memory meanwhile; {@code end} is called unless it is stopped before. */
    Wait start(long held, Wait.End end) {
        Wait wait = new Wait(this, limits.now(), held, end);
        oldestFirst.add(wait);
        limits.hold(held);
        return wait;
    }

    void grown(long bytes) {
        limits.hold(bytes);
    }

    void remove(Wait wait) {
        oldestFirst.remove(wait);
        limits.free(wait.bytes());
    }

    @Nullable
    Wait oldest() {
        return oldestFirst.isEmpty() ? null : oldestFirst.iterator().next();
    }

    void endOverdue(long now) {
        for (Wait oldest = oldest(); oldest != null && now - oldest.since() >= nanos; oldest = oldest()) {
            oldest.end(true);
        }
    }
}
