package io.seckill.load.scale.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;

/** One thread: tasks in the order in which they came, one at a time, on the cores of its machine. */
public final class Worker {
    private record Task(double work, Runnable done) {}

    private final String name;
    private final EventQueue events;
    private final Cores cores;
    private final DoubleSupplier frozenUntil;
    private final Deque<Task> tasks = new ArrayDeque<>();
    private boolean running;
    private double workDone;

    /** A thread of a process that stands still until {@code frozenUntil}, an instant of {@code events}. */
    public Worker(String name, EventQueue events, Cores cores, DoubleSupplier frozenUntil) {
        this.name = name;
        this.events = events;
        this.cores = cores;
        this.frozenUntil = frozenUntil;
    }

    /** What it is for. */
    public String name() {
        return name;
    }

    /** Microseconds of processor time that it has used. */
    public double workDone() {
        return workDone;
    }

    /** Does {@code work} microseconds of work when its turn comes, and then {@code done}. */
    public void run(double work, Runnable done) {
        tasks.add(new Task(work, done));
        startNext();
    }

    private void startNext() {
        if (running || tasks.isEmpty()) {
            return;
        }
        running = true;
        double frozen = frozenUntil.getAsDouble() - events.now();
        if (frozen > 0) {
            events.after(frozen, () -> {
                running = false;
                startNext();
            });
            return;
        }
        Task task = tasks.remove();
        cores.run(task.work(), () -> {
            workDone += task.work();
            running = false;
            task.done().run();
            startNext();
        });
    }
}
