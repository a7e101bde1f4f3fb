package io.seckill.backend.parallel.lane;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The tasks of one queue that wait for nothing but a free place, or for a time to come. Owned by the engine's thread. */
final class ReadyQueue {
    private final Deque<Task> fresh = new ArrayDeque<>();
    private final Deque<Task> aside = new ArrayDeque<>();
    private final PriorityQueue<Task> delayed =
            new PriorityQueue<>(Comparator.comparingLong((Task task) -> task.dueAt));

    /** {@code task} may be done when those before it are. */
    void add(Task task) {
        of(task).add(task);
    }

    /** {@code task} may be done before all others. */
    void addFirst(Task task) {
        of(task).addFirst(task);
    }

    /** {@code task} may be done from {@code dueAt} on. */
    void addLater(Task task, long dueAt) {
        task.dueAt = dueAt;
        delayed.add(task);
    }

    /** Adds those whose time has come by {@code now}. */
    void wake(long now) {
        while (!delayed.isEmpty() && delayed.element().dueAt <= now) {
            add(delayed.remove());
        }
    }

    /** The next task of the retry queue, or null. */
    @Nullable
    Task nextAside() {
        return aside.poll();
    }

    /** The next task that is in its own queue still, or null. */
    @Nullable
    Task nextFresh() {
        return fresh.poll();
    }

    boolean isEmpty() {
        return fresh.isEmpty() && aside.isEmpty() && delayed.isEmpty();
    }

    private Deque<Task> of(Task task) {
        return task.aside ? aside : fresh;
    }
}
