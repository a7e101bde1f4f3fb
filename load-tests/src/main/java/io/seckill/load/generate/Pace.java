package io.seckill.load.generate;

/** Decides when requests leave. Everything happens on the generator's event loop. */
interface Pace {
    /** How many connections must stand before the first request leaves. */
    int connectionsAtStart();

    /** The window begins: {@code start} is its first instant, by {@link System#nanoTime}. */
    void begin(HttpRun run, long start);

    /** {@code connection} has nothing in flight. Called after {@link #begin} only, also once the window is over. */
    void free(HttpRun run, HttpConnection connection);

    /** A connection broke after {@link #begin}, or could not be opened. */
    void closed(HttpRun run, HttpConnection connection);

    /** No request is due any more that has not been sent. */
    boolean isDone();

    /** The wait for the last answers is over: whatever was due and could not be sent is {@linkplain HttpRun#lost lost}. */
    void abandon(HttpRun run);
}
