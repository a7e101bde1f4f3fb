package io.seckill.backend;

import io.vertx.core.Future;
import java.util.Optional;

/** The part of a backend that takes commands off the queues, decides them and makes that durable. */
interface Decider {
    /** Makes ready what it needs; fails where that is away, and may then be called again. */
    Future<Void> open();

    /** Joins the group. */
    void start();

    /** Whether all its threads are there, as they should be from the start to the stop. */
    boolean alive();

    /** Why no queue, or not every queue, is being decided; empty where all is well. */
    Optional<String> notReadyReason();

    /** Finishes what is begun, for a bounded time, and leaves the group. Blocks. */
    void stop() throws InterruptedException;
}
