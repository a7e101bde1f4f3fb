package io.seckill.backend.parallel.lane;

import io.seckill.backend.parallel.window.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which record of one queue is tried next. Owned by the engine's thread.
 *
 * <p>A polled record waits in the buffer until it is admitted to the window, and then in its key's line. What stands in
 * no line, as lookups do, is tried when all before it are settled or aside.
 */
final class DispatchQueue {
    /** Records admitted and not tried yet, for each place in the window: what is looked ahead for other keys. */
    private static final int LOOK_AHEAD = 10;

    private final EngineSettings settings;
    private final Window<Task> fresh;
    private final RetryQueue retries;
    private final LaneKeyOwnership share;
    private final Consumer<Task> follow;
    private final KeyLines lines;
    private final Deque<ConsumerRecord<byte[], byte[]>> buffer = new ArrayDeque<>();
    private final ReadyQueue agenda = new ReadyQueue();
    private final Deque<Task> last = new ArrayDeque<>(); // those that stand in no line
    private int ahead; // taken back, but not in line before the position comes to where they stood

    /**
     * The line-up of a queue with the window {@code fresh}, the retry queue {@code retries} and the keys of {@code share}.
     *
     * @param follow sends a task after the one of its key that went aside, so that the position can pass it too
     */
    DispatchQueue(
            EngineSettings settings,
            Window<Task> fresh,
            RetryQueue retries,
            LaneKeyOwnership share,
            Consumer<Task> follow) {
        this.settings = settings;
        this.fresh = fresh;
        this.retries = retries;
        this.share = share;
        this.follow = follow;
        this.lines = new KeyLines(settings.mode(), share);
    }

    /**
     * Takes back {@code tasks}, which an earlier owner had copied aside and which have seats, in the order of origins.
     * One that the position has not passed must not come before others of its key that were never copied.
     */
    void restore(List<Task> tasks) {
        for (Task task : tasks) {
            if (task.recorded.offset() >= fresh.position()) {
                ahead++;
            } else {
                restore(task);
            }
        }
    }

    private void restore(Task task) {
        if (standsInLine(task)) {
            enter(task);
        } else {
            agenda.add(task);
        }
    }

    /** Takes polled records. */
    void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        buffer.addAll(records);
    }

    /** Polled records that no attempt was made at. */
    int buffered() {
        return buffer.size();
    }

    /** Whether tasks wait for nothing but a free place, or for a time to come. */
    boolean due() {
        return !agenda.isEmpty();
    }

    /** Puts {@code task} back, to be tried when those before it are. */
    void again(Task task) {
        agenda.add(task);
    }

    /** Puts {@code task} back, to be tried before all others. */
    void againFirst(Task task) {
        agenda.addFirst(task);
    }

    /** Puts {@code task} back, to be tried from {@code dueAt} on. */
    void againLater(Task task, long dueAt) {
        agenda.addLater(task, dueAt);
    }

    /** The task to try now, or null: retries first, as far as their share goes. */
    @Nullable
    Task next(long now) {
        agenda.wake(now);
        Task again = retries.seats().running() < settings.retryWindow() ? agenda.nextAside() : null;
        if (again == null) {
            again = agenda.nextFresh();
        }
        if (again != null) {
            return again;
        }
        Task waiting = last.peek();
        if (waiting != null && fresh.isFirst(waiting.ticket)) {
            return last.remove();
        }
        return admitted();
    }

    /** The first record of the buffer that may be tried at once; those that must wait are put where they wait. */
    private @Nullable Task admitted() {
        while (!buffer.isEmpty() && mayAdmit()) {
            Task task = share.read(buffer.remove());
            task.ticket = fresh.admit(task.recorded.offset(), task);
            Task copied = retries.from(task.recorded.offset());
            if (copied != null) {
                fresh.complete(task.ticket); // an earlier owner copied it, and then its commit was lost
                ahead--;
                restore(copied);
            } else if (task.aim == Task.Aim.DEAD_LETTER) {
                return task;
            } else if (task.mark != null) {
                share.meet(task, task.mark);
            } else if (share.excludes(task)) {
                task.aim = Task.Aim.TURN_AWAY;
                return task;
            } else if (!standsInLine(task)) {
                if (fresh.isFirst(task.ticket)) {
                    return task;
                }
                last.add(task);
            } else if (enter(task)) {
                return task;
            }
        }
        return null;
    }

    private boolean standsInLine(Task task) {
        return !settings.mode().waitsForAll(task.recorded.command());
    }

    private boolean mayAdmit() {
        return !share.waits()
                && !fresh.full()
                && fresh.open() < settings.window() * LOOK_AHEAD
                && (retries.takesNew() || ahead > 0 || !settings.mode().letsPass());
    }

    /** Puts {@code task} into its key's line; whether it is the first there. */
    private boolean enter(Task task) {
        Task before = lines.enter(task);
        if (before == null) {
            if (task.aside) {
                agenda.add(task);
            }
            return true;
        }
        task.waits = true;
        if (before.leaves() && !task.aside) {
            follow.accept(task);
        }
        return false;
    }

    /** {@code task} goes aside, and its key's line with it. */
    void leads(Task task) {
        for (Task after = task.next; after != null; after = after.next) {
            if (!after.leaves()) {
                follow.accept(after);
            }
        }
    }

    /** {@code task} and those that wait for it now, aside or not, up to {@code most} in all and to one that was put off. */
    List<Task> lineFrom(Task task, int most) {
        List<Task> line = new ArrayList<>(List.of(task));
        Task after = task.isNew() ? task.next : null;
        while (after != null && after.isNew() && line.size() < most) {
            line.add(after);
            after = after.next;
        }
        return line;
    }

    /** {@code line}, the first ones of a key in their order, is done with: the next of that key may be tried. */
    void settled(List<Task> line) {
        Task after = null;
        for (Task task : line) {
            after = lines.leave(task);
        }
        if (after != null) {
            after.waits = false;
            if (after.aim == Task.Aim.DECIDE) {
                agenda.add(after);
            } // else it is being copied, and goes on from there
        }
    }
}
