package io.seckill.backend.deliver;

/** A clock that only moves forward; its zero means nothing. */
@FunctionalInterface
public interface Ticker {
    /** Milliseconds since some instant. */
    long millis();

    /** The machine's. */
    static Ticker system() {
        return () -> System.nanoTime() / 1_000_000;
    }
}
