package io.seckill.net;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Connections that are all replaced where one of them may never answer again: a client that waits for a lost answer would
 * wait for ever, and its connection would be missing in the pool. Thread-safe.
 *
 * @param <C> the client, or clients, that hold the connections
 */
public final class RenewedConnections<C> {
    private final Supplier<C> opening;
    private final Consumer<C> closing;
    private final Predicate<Throwable> stale;
    private volatile C current; // replaced under this

    /**
     * Connections that {@code opening} opens, now and whenever a failure is {@code stale}; then {@code closing} gets the old ones,
     * with what is still on its way.
     */
    public RenewedConnections(Supplier<C> opening, Consumer<C> closing, Predicate<Throwable> stale) {
        this.opening = opening;
        this.closing = closing;
        this.stale = stale;
        this.current = opening.get();
    }

    /** The answer to {@code question}; fails with a {@link java.util.concurrent.TimeoutException} where it takes {@code longest}. */
    public <T> Future<T> ask(Duration longest, Function<C, Future<T>> question) {
        C asked = current;
        return question.apply(asked)
                .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> {
                    if (stale.test(failure)) {
                        renew(asked);
                    }
                });
    }

    private synchronized void renew(C silent) {
        if (current.equals(silent)) { // else another failure was there before
            current = opening.get();
            closing.accept(silent);
        }
    }

    /** Those of the moment. */
    public C current() {
        return current;
    }
}
