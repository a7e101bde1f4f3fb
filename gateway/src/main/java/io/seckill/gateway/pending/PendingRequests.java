package io.seckill.gateway.pending;

import io.netty.util.collection.LongObjectHashMap;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import java.util.ArrayList;

/**
 * The pending map of one event loop, which alone may call it: no lock, nothing shared.
 *
 * <p>Bounded by {@code capacity}; past it {@link #register} refuses. All times are milliseconds of one monotonic clock.
 */
public final class PendingRequests {
    /** How often {@link #expire} wants to be called, in milliseconds. */
    public static final long TICK_MILLIS = TimerWheel.TICK_MILLIS;

    private final int capacity;
    private final Accounting accounting;
    private final LongObjectHashMap<PendingRequest> byNonce = new LongObjectHashMap<>();
    private final TimerWheel deadlines;

    /**
     * The nonces of requests answered before, each at the slot of its low bits: a cache of fixed size that forgets an
     * entry when another one falls on it. Only a receipt's wording (late or unknown) hangs on it.
     */
    private final long[] answered;

    /**
     * Makes an empty map for {@code capacity} requests, counted in {@code accounting}, that remembers about
     * {@code answeredMemory} answered ones.
     */
    public PendingRequests(int capacity, int answeredMemory, Accounting accounting, long nowMillis) {
        this.capacity = capacity;
        this.accounting = accounting;
        this.answered = new long[Integer.highestOneBit(Math.max(1, answeredMemory * 2 - 1))];
        this.deadlines = new TimerWheel(nowMillis);
    }

    /** Requests that wait now. */
    public int size() {
        return byNonce.size();
    }

    /** Whether {@link #register} would refuse. */
    public boolean isFull() {
        return byNonce.size() >= capacity;
    }

    /** Lets {@code request} wait until {@code dueMillis}; false, and nothing done, where the map is full. */
    public boolean register(PendingRequest request, long dueMillis) {
        if (isFull() || byNonce.containsKey(request.id().nonce())) {
            return false;
        }
        byNonce.put(request.id().nonce(), request);
        deadlines.add(request, dueMillis);
        accounting.open();
        return true;
    }

    /** Whether {@code request} still waits. */
    public boolean waits(PendingRequest request) {
        return byNonce.get(request.id().nonce()) == request;
    }

    /** Completes the request that {@code result}, of the id {@code id}, belongs to, if it still waits. */
    public Receipt resolve(RequestId id, Result result) {
        PendingRequest request = byNonce.get(id.nonce());
        if (request != null && request.id().equals(id)) {
            remove(request, Ending.REPLIED);
            request.decided(result);
            return Receipt.RECEIPT_RESOLVED;
        }
        return wasAnswered(id) ? Receipt.RECEIPT_LATE : Receipt.RECEIPT_UNKNOWN;
    }

    /** Ends every wait that is over at {@code nowMillis}. */
    public void expire(long nowMillis) {
        deadlines.advance(nowMillis, this::endWait);
    }

    /** Ends every wait at once, for a stop. */
    public void drain() {
        for (PendingRequest request : new ArrayList<>(byNonce.values())) {
            if (remove(request, Ending.DRAINED)) {
                request.waitOver();
            }
        }
    }

    /** Removes {@code request}: true for the one caller who thereby may, and must, complete it. */
    public boolean remove(PendingRequest request, Ending ending) {
        if (!unlink(request)) {
            return false;
        }
        accounting.end(ending);
        return true;
    }

    /** A request that was due may have been removed by one that ended in the same turn: then it is not ended twice. */
    private void endWait(PendingRequest request) {
        if (unlink(request)) {
            accounting.end(request.waitOver());
        }
    }

    private boolean unlink(PendingRequest request) {
        if (!waits(request)) {
            return false;
        }
        long nonce = request.id().nonce();
        byNonce.remove(nonce);
        deadlines.cancel(request);
        answered[slotOf(nonce)] = nonce;
        return true;
    }

    private boolean wasAnswered(RequestId id) {
        return answered[slotOf(id.nonce())] == id.nonce();
    }

    private int slotOf(long nonce) {
        return (int) nonce & (answered.length - 1);
    }
}
