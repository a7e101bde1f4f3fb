package io.seckill.load.generate;

/** Each connection sends as soon as it has its answer. Owned by the generator's event loop. */
final class ClosedPace implements Pace {
    private final int connections;

    ClosedPace(int connections) {
        this.connections = connections;
    }

    @Override
    public int connectionsAtStart() {
        return connections;
    }

    @Override
    public void begin(HttpRun run, long start) {}

    @Override
    public void free(HttpRun run, HttpConnection connection) {
        if (run.inWindow()) {
            run.send(connection, run.now());
        }
    }

    @Override
    public void closed(HttpRun run, HttpConnection connection) {
        if (run.inWindow()) {
            run.dial();
        }
    }

    @Override
    public boolean isDone() {
        return true;
    }

    @Override
    public void abandon(HttpRun run) {}
}
