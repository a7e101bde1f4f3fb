package io.seckill.load.generate;

/** Puts load on one system. Used by one thread at a time. */
public interface Driver extends AutoCloseable {
    /**
     * Runs {@code load} and waits for its answers, up to a bound; {@code window} hears when sending begins and ends.
     *
     * @throws IllegalStateException where the system cannot be reached
     */
    LoadResult run(Load load, Window window) throws InterruptedException;

    @Override
    void close();

    /** Told, on the generator's thread, when the measured stretch begins and ends; must be quick. */
    interface Window {
        /** The first request is about to leave. */
        void began();

        /** The time to send is over; answers may still come. */
        void ended();

        /** Nobody listens. */
        Window IGNORED = new Window() {
            @Override
            public void began() {}

            @Override
            public void ended() {}
        };
    }
}
