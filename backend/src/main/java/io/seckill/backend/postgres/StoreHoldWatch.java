package io.seckill.backend.postgres;

import io.seckill.backend.command.HoldExpiry;
import io.seckill.backend.parallel.OwnershipListener;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has holds expire where no other command comes to do it: looks now and then for items of which one is over by this
 * machine's clock, and appends an {@code ExpireHolds} to the item's own queue, where this process holds that queue. Where
 * events are written, that has sales that open and close told too.
 */
public final class StoreHoldWatch implements OwnershipListener {
    private static final Logger log = LoggerFactory.getLogger(StoreHoldWatch.class);

    /** Enough for what was sent the last time to have come back, and little to wait for a unit. */
    private static final long LOOK_EVERY_MS = 500;

    private final PostgresStore store;
    private final HoldExpiry expiry;
    private final InstantSource clock;
    private final Set<Integer> held = ConcurrentHashMap.newKeySet(); // written by the engine's thread
    private final AtomicBoolean looking = new AtomicBoolean();

    /** Where the next look goes on: items of queues that nobody holds must not hide those behind them. Of the event loop. */
    private String after = "";

    /** Of items in {@code store}; it sends on one event loop. */
    public StoreHoldWatch(PostgresStore store, HoldExpiry expiry, InstantSource clock) {
        this.store = store;
        this.expiry = expiry;
        this.clock = clock;
    }

    /** Looks until {@code vertx} ends; an item is in the queue that {@code queueOf} gives it at that moment. */
    public void start(Vertx vertx, ToIntFunction<String> queueOf) {
        vertx.getOrCreateContext().runOnContext(start -> vertx.setPeriodic(LOOK_EVERY_MS, tick -> look(queueOf)));
    }

    @Override
    public void tookOver(int queue) {
        held.add(queue);
    }

    @Override
    public void released(int queue) {
        held.remove(queue);
    }

    private void look(ToIntFunction<String> queueOf) {
        if (held.isEmpty() || !looking.compareAndSet(false, true)) {
            return; // nothing to do, or PostgreSQL is slow
        }
        store.holdsOver(clock.millis(), after)
                .onSuccess(items -> {
                    after = items.size() < SaleStatements.HOLDS_PAGE ? "" : items.get(items.size() - 1);
                    items.forEach(item -> send(item, queueOf.applyAsInt(item)));
                })
                .onComplete(answer -> looking.set(false))
                .onFailure(failure -> log.debug("holds are not looked at yet", failure));
    }

    private void send(String itemId, int queue) {
        if (held.contains(queue)) {
            var unused = expiry.send(itemId, queue); // where it is refused, the next look sends it
        }
    }
}
