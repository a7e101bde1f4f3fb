package io.seckill.backend.parallel;

/** Hears which queues the engine decides. Called on the engine's thread; must not block. */
public interface OwnershipListener {
    /** A queue was taken over. */
    default void tookOver(int queue) {}

    /** A queue was given up. */
    default void released(int queue) {}
}
