package io.seckill.backend.parallel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Brings events of other threads onto the engine's. Bounded by what the engine has begun: one event for each attempt,
 * each write, and each queue that asks about others.
 */
final class Mailbox {
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Runnable alarm; // set by the owner while it waits, taken by whoever wakes it

    /** Takes {@code event}, and wakes the owner where it waits. Call from any thread. */
    void post(Runnable event) {
        events.add(event);
        Runnable waiting = alarm;
        if (waiting != null) {
            alarm = null; // two may both wake the owner: that costs one turn, no more
            waiting.run();
        }
    }

    /** Runs what has come. Returns whether there was anything. Owner only. */
    boolean drain() {
        boolean any = false;
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
            any = true;
        }
        return any;
    }

    /** Whether nothing has come. */
    boolean isEmpty() {
        return events.isEmpty();
    }

    /** The owner is about to wait, and {@code wake} ends that; whatever has come by then is there to be seen. */
    void ringOn(@Nullable Runnable wake) {
        alarm = wake;
    }

    /** Waits for an event, {@code nanos} at most. Owner only. */
    void await(long nanos) {
        Thread owner = Thread.currentThread();
        ringOn(() -> LockSupport.unpark(owner));
        if (events.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
        }
        ringOn(null);
    }
}
