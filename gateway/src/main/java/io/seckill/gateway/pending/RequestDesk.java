package io.seckill.gateway.pending;

import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What one event loop owns of the requests: their ids, the pending map and the mailbox through which other threads reach
 * it. All methods but {@link #mailbox} are for that loop alone.
 */
public final class RequestDesk {
    private final Context loop;
    private final Mailbox mailbox;
    private final RequestIds ids;
    private final PendingRequests pending;

    /** Sets up the desk of the current event loop, number {@code index} of the gateway. */
    public RequestDesk(Vertx vertx, int index, int capacity, int answeredMemory, Accounting accounting) {
        this.loop = vertx.getOrCreateContext();
        this.mailbox = new Mailbox(loop);
        this.ids = new RequestIds(index, Clock.systemUTC(), new SecureRandom());
        this.pending = new PendingRequests(capacity, answeredMemory, accounting, now());
        vertx.setPeriodic(PendingRequests.TICK_MILLIS, tick -> pending.expire(now()));
    }

    /** An id for a new request. */
    public RequestId nextId() {
        return ids.next();
    }

    /** Lets {@code request} wait for {@code waitMillis}; false where too many wait. */
    public boolean open(PendingRequest request, long waitMillis) {
        return pending.register(request, now() + waitMillis);
    }

    /** Ends a wait from the request's side; true for the one caller who thereby must answer. */
    public boolean close(PendingRequest request, Ending ending) {
        return pending.remove(request, ending);
    }

    /** Whether {@code request} still waits. */
    public boolean waits(PendingRequest request) {
        return pending.waits(request);
    }

    /** Completes the request of {@code id} with {@code result}, if it still waits. */
    public Receipt resolve(RequestId id, Result result) {
        return pending.resolve(id, result);
    }

    /** Answers all that still wait, for a stop. */
    public void drain() {
        pending.drain();
    }

    /** Requests that wait now. */
    public int size() {
        return pending.size();
    }

    /** Where any thread may leave work for this desk's loop. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** Monotonic milliseconds: deadlines must not move with the wall clock. */
    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
