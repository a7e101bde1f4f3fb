package io.seckill.gateway.lookup;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.BacklogEstimate;
import io.seckill.gateway.backlog.LogPosition;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those on one event loop who watch a place in line; owned by that loop. Past the bound a caller is answered 202. */
public final class EventSubscribers {
    private static final long TELL_EVERY_MILLIS = 250;
    private static final long KEEP_ALIVE_MILLIS = 15_000;

    private final Backlog backlog;
    private final int capacity;
    private final Set<EventSubscription> calls = new LinkedHashSet<>();

    /** Room for {@code capacity} listeners to {@code backlog} on the current event loop of {@code vertx}, whose server closes idle connections. */
    public EventSubscribers(Vertx vertx, Backlog backlog, int capacity, Duration idleTimeout) {
        this.backlog = backlog;
        this.capacity = capacity;
        // Proxies cut a quiet stream as this gateway does; most after a minute.
        long keepAlive = Math.min(KEEP_ALIVE_MILLIS, idleTimeout.toMillis() / 3);
        vertx.setPeriodic(keepAlive, tick -> new ArrayList<>(calls).forEach(EventSubscription::keepAlive));
        vertx.setPeriodic(TELL_EVERY_MILLIS, tick -> new ArrayList<>(calls).forEach(EventSubscription::showEstimate));
    }

    boolean add(EventSubscription call) {
        return calls.size() < capacity && calls.add(call);
    }

    void remove(EventSubscription call) {
        calls.remove(call);
    }

    /** As {@link Backlog#estimate(LogPosition, LogPosition)}. */
    @Nullable
    BacklogEstimate estimate(@Nullable LogPosition purchase, @Nullable LogPosition question) {
        return backlog.estimate(purchase, question);
    }
}
