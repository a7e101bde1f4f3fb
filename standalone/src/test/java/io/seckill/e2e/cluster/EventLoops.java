package io.seckill.e2e.cluster;

import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at what every Vert.x event loop of this JVM does, every few milliseconds, until closed.
 *
 * <p>A loop that works or selects is runnable in Java's eyes. One that is seen waiting, or blocked, for the same thing
 * several times in a row waits in earnest: that is what must never happen.
 */
public final class EventLoops implements AutoCloseable {
    private static final long EVERY_MILLIS = 5;

    /** Looks in a row that make it certain: 50 ms, far more than any lock's fair share. */
    private static final int IN_EARNEST = 10;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final List<String> blocked = new ArrayList<>(); // guarded by this
    private final Map<Thread, Integer> waitingFor = new HashMap<>(); // of the watching thread
    private int looks; // guarded by this

    /** Begins to look. */
    public EventLoops() {
        var unused = watch.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Where loops stood still in earnest, one text for each. */
    public synchronized List<String> blocked() {
        return List.copyOf(blocked);
    }

    /** How often each loop was looked at. */
    public synchronized int looks() {
        return looks;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    private void look() {
        for (var each : Thread.getAllStackTraces().entrySet()) {
            Thread thread = each.getKey();
            if (!thread.getName().startsWith("vert.x-eventloop-thread")) {
                continue;
            }
            boolean waits = thread.getState() != State.RUNNABLE && thread.getState() != State.TERMINATED;
            int inARow = waits ? waitingFor.merge(thread, 1, Integer::sum) : 0;
            if (!waits) {
                waitingFor.remove(thread);
            }
            if (inARow == IN_EARNEST) {
                report(thread.getName() + " " + Arrays.toString(each.getValue()));
            }
        }
        synchronized (this) {
            looks++;
        }
    }

    private synchronized void report(String where) {
        blocked.add(where);
    }
}
