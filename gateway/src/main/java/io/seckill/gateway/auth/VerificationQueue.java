package io.seckill.gateway.auth;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifications that wait for a thread of their own: an event loop that verified would stop all its connections, and a
 * signature on a curve costs it as much as dozens of purchases.
 *
 * <p>Connections take turns, so that a flood of forged tokens delays the others by one verification for each connection
 * that it comes by. Safe for all threads.
 */
final class VerificationQueue {
    /** Waiting verifications in all; each holds on to a request's head. */
    static final int MAX = 2_000;

    /** Waiting verifications of one HTTP/2 connection, so that no single one fills the queue. HTTP/1 has one at a time. */
    static final int MAX_PER_CONNECTION = 100;

    private static final Logger log = LoggerFactory.getLogger(VerificationQueue.class);

    private final WorkerExecutor workers;

    /** By connection, the one whose turn is next first. Guarded by this, as is the count. */
    private final Map<Object, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>();

    private int size;

    /** A queue with {@code threads} of its own, which end with {@code vertx}. */
    VerificationQueue(Vertx vertx, int threads) {
        this.workers = vertx.createSharedWorkerExecutor("seckill-tokens", threads);
    }

    /** Has {@code verification} of a request on {@code connection} run soon, on another thread; false where too many wait. */
    boolean add(Object connection, Runnable verification) {
        synchronized (this) {
            ArrayDeque<Runnable> own = waiting.get(connection);
            if (size == MAX || (own != null && own.size() == MAX_PER_CONNECTION)) {
                return false;
            }
            waiting.computeIfAbsent(connection, none -> new ArrayDeque<>()).add(verification);
            size++;
        }
        workers.executeBlocking(
                        () -> {
                            next().run();
                            return null;
                        },
                        false)
                .onFailure(failure -> log.error("a token could not be verified", failure));
        return true;
    }

    /** There is one for each task that runs. */
    private synchronized Runnable next() {
        var turn = waiting.entrySet().iterator();
        Map.Entry<Object, ArrayDeque<Runnable>> first = turn.next();
        Object connection = first.getKey();
        ArrayDeque<Runnable> own = first.getValue();
        turn.remove();
        Runnable next = own.remove();
        if (!own.isEmpty()) {
            waiting.put(connection, own);
        }
        size--;
        return next;
    }
}
