package io.seckill.backend.operate;

import java.util.Optional;

/** What a process is there for. */
public interface Work {
    /** Begins. */
    void start();

    /** Whether all its threads are there, as they should be from the start to the stop. */
    boolean alive();

    /** Why not all of it is done now; empty where all is well. */
    Optional<String> notReadyReason();

    /** Finishes what is begun, for a bounded time. Blocks; may be called before the start. */
    void stop() throws InterruptedException;
}
