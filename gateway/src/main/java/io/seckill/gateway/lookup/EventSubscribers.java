package io.seckill.gateway.lookup;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** Those on one event loop who watch a place in line; owned by that loop. Past the bound a caller is answered 202. */
public final class EventSubscribers {
    private static final long TELL_EVERY_MILLIS = 250;
    private static final long KEEP_ALIVE_MILLIS = 15_000;

    private final int capacity;
    private final Set<EventsCall> calls = new LinkedHashSet<>();

    /** Room for {@code capacity} listeners on the current event loop of {@code vertx}, whose server closes idle connections. */
    public EventSubscribers(Vertx vertx, int capacity, Duration idleTimeout) {
        this.capacity = capacity;
        // Proxies cut a quiet stream as this gateway does; most after a minute.
        long keepAlive = Math.min(KEEP_ALIVE_MILLIS, idleTimeout.toMillis() / 3);
        vertx.setPeriodic(keepAlive, tick -> new ArrayList<>(calls).forEach(EventsCall::keepAlive));
        vertx.setPeriodic(TELL_EVERY_MILLIS, tick -> new ArrayList<>(calls).forEach(EventsCall::tellEstimate));
    }

    boolean add(EventsCall call) {
        return calls.size() < capacity && calls.add(call);
    }

    void remove(EventsCall call) {
        calls.remove(call);
    }

    /** Those who listen now. */
    int size() {
        return calls.size();
    }
}
