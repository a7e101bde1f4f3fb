package io.seckill.load.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Requests leave when they are due. One that finds no free connection waits for one, new or freed, with its clock
 * running. Owned by the generator's event loop.
 */
final class OpenPace implements Pace {
    /** Requests due within this of each other leave together, so that pacing does not cost a wake-up for each. */
    private static final long GRAIN = TimeUnit.MICROSECONDS.toNanos(250);

    /** A buyer who cannot even send for so long gives up; else an overload would live on in this queue. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    /**
     * So long a stall finds its connections open. Opened in a stall, by the thousand, they would lengthen it, and buyers of a
     * flash sale do not come unconnected either.
     */
    private static final double STALL_SECONDS = 0.15;

    private static final int FEWEST = 16;

    private final Schedule schedule;
    private final int connectionsAtStart;
    private final int maxConnections;

    /** Most recently used first: as few connections as the rate needs. */
    private final Deque<HttpConnection> idle = new ArrayDeque<>();

    /** Due, but without a connection. Bounded by the schedule: every entry is one of its requests. */
    private final Deque<Long> waiting = new ArrayDeque<>();

    private long start;

    OpenPace(Load.Open load) {
        this.schedule = new Schedule(load.steps());
        this.maxConnections = load.maxConnections();
        this.connectionsAtStart =
                (int) Math.min(maxConnections, Math.max(FEWEST, Math.ceil(load.peakPerSecond() * STALL_SECONDS)));
    }

    @Override
    public int connectionsAtStart() {
        return connectionsAtStart;
    }

    @Override
    public void begin(HttpRun run, long startNanos) {
        start = startNanos;
        run.at(0, () -> tick(run));
    }

    private void tick(HttpRun run) {
        long passed = run.now() - start;
        while (schedule.peek() <= passed) {
            due(run, start + schedule.peek());
            schedule.advance();
        }
        if (schedule.peek() != Schedule.OVER) {
            run.at(Math.max(GRAIN, schedule.peek() - (run.now() - start)), () -> tick(run));
        }
    }

    private void due(HttpRun run, long intended) {
        HttpConnection connection = idle.pollLast();
        if (connection != null) {
            run.send(connection, intended);
            return;
        }
        waiting.addLast(intended);
        dialIfShort(run);
    }

    private void dialIfShort(HttpRun run) {
        if (run.dialling() < waiting.size() && run.connections() < maxConnections) {
            run.dial();
        }
    }

    @Override
    public void free(HttpRun run, HttpConnection connection) {
        Long intended = waiting.pollFirst();
        while (intended != null && run.now() - intended > PATIENCE) {
            run.lost(intended);
            intended = waiting.pollFirst();
        }
        if (intended == null) {
            idle.addLast(connection);
        } else {
            run.send(connection, intended);
        }
    }

    @Override
    public void closed(HttpRun run, HttpConnection connection) {
        idle.remove(connection);
        dialIfShort(run);
    }

    @Override
    public boolean isDone() {
        return waiting.isEmpty() && schedule.peek() == Schedule.OVER;
    }

    @Override
    public void abandon(HttpRun run) {
        waiting.forEach(run::lost);
        waiting.clear();
    }
}
