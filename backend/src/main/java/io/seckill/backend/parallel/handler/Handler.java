package io.seckill.backend.parallel.handler;

import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;

/**
 * Decides commands: the part that a user of the engine writes.
 *
 * <p>Called on the engine's thread, so it must not block; its futures may complete on any thread. A command may come
 * more than once, after a failed attempt, a crash or a take-over, and then with the same request id: deciding must be
 * idempotent by that id. A future that fails, or never completes, is a failed attempt, unless {@link #probe} fails as well;
 * one that fails with {@link UnavailableException} is none, and holds all queues up until {@link #probe} succeeds; one that
 * fails with {@link ContendedException} is none either, and only delays its command.
 */
@FunctionalInterface
public interface Handler {
    /** Decides; the result is what the asker is told, once it is durable. */
    Future<Result> decide(Attempt attempt);

    /** How many commands {@link #decide(List)} may be given at once. */
    default int longestLine() {
        return 1;
    }

    /**
     * Decides the first of {@code line}, commands that stand one behind the other where the mode keeps an order, and as many of
     * those behind it as are as quickly decided with it. The others come again. Where it fails, none may be decided without
     * those before it, and it is the first one's attempt that has failed: what may be due to another one, the first should
     * be tried without.
     *
     * @return the results of those that are decided, in their order, one at least
     */
    default Future<List<Result>> decide(List<Attempt> line) {
        return decide(line.get(0)).map(Collections::singletonList);
    }

    /**
     * Gives a command up after its last attempt. Where an attempt may still take effect later, this must decide first,
     * durably, that it does not: what this returns is told, be it that a late attempt has decided after all.
     */
    default Future<Result> reject(Attempt attempt) {
        return Future.succeededFuture(
                attempt.answer(Outcome.OUTCOME_REJECTED_BY_BACKEND).build());
    }

    /**
     * Whether what the handler depends on would let an attempt succeed. A failed attempt counts only where this succeeds
     * after it, and where this fails, the queues wait. An attempt that takes long is held against its record only where
     * this, or an attempt begun later, has succeeded meanwhile. Also asked every 5 s while nothing happens, for readiness.
     */
    default Future<?> probe() {
        return Future.succeededFuture();
    }

    /**
     * Whether the handler bounds by itself how long its work on a command may take. Then an attempt that takes long waits
     * for its turn behind others: they pass it, and it is tried again, but that is never held against it.
     */
    default boolean boundsAttempts() {
        return false;
    }
}
