package io.seckill.gateway.pending;

import io.netty.util.collection.LongObjectHashMap;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pending map of one event loop, from a request's id to the promise of its result. That loop alone may call it: no lock,
 * nothing shared.
 *
 * <p>Whoever removes an entry completes its promise, which happens once. Bounded by {@code capacity}.
 */
public final class PendingRequests {
    /** How often {@link #expire} wants to be called, in milliseconds. */
    public static final long TICK_MILLIS = TimerWheel.TICK_MILLIS;

    /** Who waits for a result. */
    @FunctionalInterface
    public interface Waiter {
        /** What a timeout now amounts to: that the command was not sent, until it is known to be queued. */
        Ending ifTimedOut();
    }

    private final int capacity;
    private final Accounting accounting;
    private final LongSupplier monotonicMillis;
    private final LongObjectHashMap<PendingRequest> byNonce = new LongObjectHashMap<>();
    private final TimerWheel deadlines;

    /**
     * The nonces of requests answered before, each at the slot of its low bits: a cache of fixed size that forgets an
     * entry when another one falls on it. Only a receipt's wording (late or unknown) hangs on it.
     */
    private final long[] answered;

    /**
     * Makes an empty map for {@code capacity} requests, counted in {@code accounting}, that remembers about
     * {@code answeredMemory} answered ones. Deadlines go by {@code monotonicMillis}, which no wall clock moves.
     */
    public PendingRequests(int capacity, int answeredMemory, Accounting accounting, LongSupplier monotonicMillis) {
        this.capacity = capacity;
        this.accounting = accounting;
        this.monotonicMillis = monotonicMillis;
        this.answered = new long[Integer.highestOneBit(Math.max(1, answeredMemory * 2 - 1))];
        this.deadlines = new TimerWheel(monotonicMillis.getAsLong());
    }

    /** Requests that wait now. Any thread may ask. */
    public int size() {
        return byNonce.size();
    }

    /** How many may wait. */
    public int capacity() {
        return capacity;
    }

    /** Whether {@link #register} would refuse. */
    public boolean isFull() {
        return byNonce.size() >= capacity;
    }

    /**
     * Lets the request {@code id} wait for {@code waitMillis}; {@code waiter} says what it means where they are over first.
     *
     * @return its result, or fails with {@link WaitEnded}
     * @throws IllegalStateException where the map is full, or the id waits already
     */
    public Future<Result> register(RequestId id, long waitMillis, Waiter waiter) {
        if (isFull() || byNonce.containsKey(id.nonce())) {
            throw new IllegalStateException("there is no room for " + id);
        }
        PendingRequest request = new PendingRequest(id, waiter);
        byNonce.put(id.nonce(), request);
        deadlines.add(request, monotonicMillis.getAsLong() + waitMillis);
        accounting.open();
        return request.promise.future();
    }

    /** Whether {@code id} still waits. */
    public boolean waits(RequestId id) {
        return find(id) != null;
    }

    /** Completes the wait of {@code id} with {@code result}, if it still waits. */
    public Receipt resolve(RequestId id, Result result) {
        PendingRequest request = find(id);
        if (request == null) {
            return answered[slotOf(id.nonce())] == id.nonce() ? Receipt.RECEIPT_LATE : Receipt.RECEIPT_UNKNOWN;
        }
        remove(request, Ending.REPLIED);
        request.promise.complete(result);
        return Receipt.RECEIPT_RESOLVED;
    }

    /** Fails the wait of {@code id} by {@code ending}, if it still waits. */
    public void end(RequestId id, Ending ending) {
        PendingRequest request = find(id);
        if (request != null) {
            remove(request, ending);
            request.promise.fail(WaitEnded.by(ending));
        }
    }

    /** Ends every wait whose time is over. */
    public void expire() {
        // One that was due may have been ended by another of the same turn: then it is not found any more.
        deadlines.advance(monotonicMillis.getAsLong(), request -> end(request.id, request.waiter.ifTimedOut()));
    }

    /** Ends every wait at once, for a stop. */
    public void drain() {
        new ArrayList<>(byNonce.values()).forEach(request -> end(request.id, Ending.DRAINED));
    }

    private @Nullable PendingRequest find(RequestId id) {
        PendingRequest request = byNonce.get(id.nonce());
        return request != null && request.id.equals(id) ? request : null;
    }

    private void remove(PendingRequest request, Ending ending) {
        long nonce = request.id.nonce();
        byNonce.remove(nonce);
        deadlines.cancel(request);
        answered[slotOf(nonce)] = nonce;
        accounting.end(ending);
    }

    private int slotOf(long nonce) {
        return (int) nonce & (answered.length - 1);
    }
}
