package io.seckill.backend.operate;

import java.util.Optional;

/** Whether the process does its work now. Called on an event loop: must not block. */
@FunctionalInterface
public interface Readiness {
    /** Why not, in a few words for a person; empty where it does. */
    Optional<String> hindrance();
}
