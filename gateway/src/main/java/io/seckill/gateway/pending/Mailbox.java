package io.seckill.gateway.pending;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands work from any thread to one event loop, as many pieces per wake-up as have gathered.
 *
 * <p>Bounded by its posters: each command posts at most twice what the broker said of it, each result stream a fixed number
 * of batches.
 */
public final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final Context owner;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Makes a mailbox that {@code owner}, an event-loop context, empties. */
    public Mailbox(Context owner) {
        this.owner = owner;
    }

    /** Runs {@code work} on the owner, after all that was posted before. */
    public void post(Runnable work) {
        posted.add(work);
        if (scheduled.compareAndSet(false, true)) {
            owner.runOnContext(turn -> empty());
        }
    }

    private void empty() {
        // Before the first poll: what is posted from here on schedules a turn of its own, so nothing is left behind.
        scheduled.set(false);
        for (Runnable work = posted.poll(); work != null; work = posted.poll()) {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.error("work posted to an event loop failed", e);
            }
        }
    }
}
