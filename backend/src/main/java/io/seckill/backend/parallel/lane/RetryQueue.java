package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.window.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one partition of the retry topic and is not decided: the tasks themselves, since this process wrote
 * them there, so that the topic is read at a take-over only. Owned by the engine's thread.
 *
 * <p>A task comes in with the offset of its copy. When its next attempt fails it is copied once more, with one failure
 * more, and leaves its older seat: so the position moves on here too, and a take-over knows of every failure.
 */
final class RetryQueue {
    /** Room for seats that are settled while an older one is not. */
    private static final int SEATS_PER_TASK = 4;

    private final int bound;
    private final Window<Task> seats;
    private final NavigableMap<Long, Task> tasks = new TreeMap<>(); // by where they stood in their own queue
    private final Map<String, Integer> requestIds = new HashMap<>();
    private int coming; // copies on their way

    /**
     * An empty one.
     *
     * @param position where it begins in its partition
     * @param bound tasks past which no new one should come
     * @param seats that a take-over will need at once
     */
    RetryQueue(long position, int bound, int seats) {
        this.bound = bound;
        this.seats = new Window<>(position, (int) Math.min(Integer.MAX_VALUE, seats + (long) bound * SEATS_PER_TASK));
    }

    /** Whether there is room for one that is not here yet. */
    boolean takesNew() {
        return tasks.size() + coming < bound && takesAgain();
    }

    /** Whether there is room for another seat of one that is here. */
    boolean takesAgain() {
        return seats.size() + coming < bound * (long) SEATS_PER_TASK;
    }

    /** A copy is on its way; {@link #arrived} or {@link #failed} must follow. */
    void expect() {
        coming++;
    }

    void failed() {
        coming--;
    }

    /** The copy of {@code task} is durable at {@code offset}: that is its seat now. */
    void arrived(Task task, long offset) {
        coming--;
        seat(task, offset);
    }

    /** Gives {@code task} the seat at {@code offset}. */
    void seat(Task task, long offset) {
        if (task.aside) {
            seats.complete(task.ticket);
        } else {
            tasks.put(task.recorded.offset(), task);
            requestIds.merge(task.requestId(), 1, Integer::sum);
        }
        task.aside = true;
        task.ticket = seats.admit(offset, task);
    }

    /** {@code task} is done with. */
    void settle(Task task) {
        seats.complete(task.ticket);
        tasks.remove(task.recorded.offset());
        requestIds.computeIfPresent(task.requestId(), (id, count) -> count == 1 ? null : count - 1);
    }

    /** The window of its seats. */
    Window<Task> seats() {
        return seats;
    }

    /** The task of the record that stands at {@code origin} in its own queue, or null where it is not here. */
    @Nullable
    Task from(long origin) {
        return tasks.isEmpty() ? null : tasks.get(origin);
    }

    /** Whether a command of that request id is here. */
    boolean holdsRequest(String requestId) {
        return requestIds.containsKey(requestId);
    }

    /** Where the first of the tasks stood in its own queue; 0 where there are none. */
    long firstOrigin() {
        return tasks.isEmpty() ? 0 : tasks.firstKey();
    }

    /** Tasks. */
    int size() {
        return tasks.size();
    }
}
