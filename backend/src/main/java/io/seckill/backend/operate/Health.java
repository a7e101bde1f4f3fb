package io.seckill.backend.operate;

import java.util.Optional;

/** How the process is, in a few words for a person. Called on an event loop: must not block. */
public interface Health {
    /** What only a restart can mend; empty where nothing is. */
    Optional<String> deadPart();

    /** Why it does not do all its work now; empty where it does. */
    Optional<String> notReadyReason();
}
