package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.handler.Mode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of one key in line. As many keys are held as have undecided records. Owned by the engine's thread.
 */
final class KeyLines {
    private static final String ONE_FOR_ALL = "";

    private final Mode mode;
    private final LaneKeyOwnership share;
    private final Map<String, Task> last = new HashMap<>();

    KeyLines(Mode mode, LaneKeyOwnership share) {
        this.mode = mode;
        this.share = share;
    }

    /** Puts {@code task} at the end of its line; returns the one before it, or null where it is the first. */
    @Nullable
    Task enter(Task task) {
        if (mode == Mode.PARALLEL) {
            return null;
        }
        Task before = last.put(key(task), task);
        if (before != null) {
            before.next = task;
        }
        return before;
    }

    /** Takes the first of its line out; returns the one that is first then, or null where the line has ended. */
    @Nullable
    Task leave(Task task) {
        Task next = task.next;
        if (next == null && mode != Mode.PARALLEL) {
            last.remove(key(task), task);
        }
        task.next = null;
        return next;
    }

    private String key(Task task) {
        return mode == Mode.KEYED ? share.keyOf(task) : ONE_FOR_ALL;
    }
}
