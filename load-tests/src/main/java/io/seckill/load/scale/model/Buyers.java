package io.seckill.load.scale.model;

import io.seckill.load.scale.event.Worker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** The generator of the benchmark: one thread, closed or open, and the stop-watch. */
final class Buyers {
    private static final double SECOND = 1e6;

    /** A buyer who cannot even send for so long gives up. */
    private static final double PATIENCE = 2 * SECOND;

    /** After so long a gateway answers 202 instead of the outcome. */
    private static final double WAIT = 2 * SECOND;

    private final Context context;
    private final ProcessModel process;
    private final Worker thread;
    private final List<GatewayModel> gateways;
    private final Histogram latencies = new Histogram(3);
    private final double half; // of what a purchase costs here: sending, or reading the answer
    private final Deque<Integer> idle = new ArrayDeque<>();
    private final Deque<Double> waiting = new ArrayDeque<>(); // when each was due
    private long next;
    private boolean open;
    private boolean counting;
    private long sold;
    private long refused;
    private long late;
    private double lastTrouble;

    Buyers(Context context, ProcessModel process, List<GatewayModel> gateways) {
        this.context = context;
        this.process = process;
        this.thread = process.worker("thread");
        this.gateways = gateways;
        this.half = context.installation().oneMachine() ? 0.5 : 0;
    }

    void start(Workload workload) {
        if (workload instanceof Workload.Closed closed) {
            for (int connection = 0; connection < closed.connections(); connection++) {
                send(connection, 0);
            }
        } else if (workload instanceof Workload.Open rate) {
            open = true;
            for (int connection = 0; connection < rate.connections(); connection++) {
                idle.addLast(connection);
            }
            tick(rate);
        }
    }

    /** Forgets what was counted before. */
    void count() {
        counting = true;
    }

    private void tick(Workload.Open load) {
        waiting.addLast(context.now());
        Integer connection = idle.pollFirst();
        if (connection != null) {
            free(connection);
        }
        boolean changed = context.now() >= load.changeAfter() * SECOND;
        double rate = changed ? load.thenPerSecond() : load.perSecond();
        context.events().after(SECOND * context.grain() / rate, () -> tick(load));
    }

    private void free(int connection) {
        Double due = waiting.pollFirst();
        while (due != null && context.now() - due > PATIENCE) {
            due = waiting.pollFirst();
        }
        if (due == null) {
            idle.addLast(connection);
        } else {
            send(connection, due);
        }
    }

    private void send(int connection, double due) {
        Consumer<Boolean> answer =
                outcome -> thread.run(process.work(half, 1, 0), () -> answered(connection, due, outcome));
        GatewayModel gateway = gateways.get(connection % gateways.size());
        Buyer buyer = new Buyer(connection, nextQueue(), gateway, answer);
        thread.run(process.work(half, 1, 0), () -> context.hop(() -> gateway.accept(buyer)));
    }

    /** Each item in turn, as the benchmark asks. */
    private int nextQueue() {
        return (int) (next++ % context.installation().queues());
    }

    private void answered(int connection, double due, boolean outcome) {
        process.litter(1);
        double micros = context.now() - due;
        if (counting) {
            sold += outcome ? 1 : 0;
            refused += outcome ? 0 : 1;
            late += micros > WAIT ? 1 : 0;
            lastTrouble = micros > WAIT || !outcome ? context.now() : lastTrouble;
            if (outcome) {
                latencies.recordValue(Math.round(micros));
            }
        }
        if (open) {
            free(connection);
        } else {
            send(connection, context.now());
        }
    }

    /** Outcomes since {@link #count}, in purchases. */
    long sold() {
        return sold * context.grain();
    }

    /** Refusals since {@link #count}, in purchases. */
    long refused() {
        return refused * context.grain();
    }

    /** Outcomes since {@link #count} that came when the gateway had long answered 202, in purchases. */
    long late() {
        return late * context.grain();
    }

    /** When the last of those, or of the refusals, was. */
    double lastTrouble() {
        return lastTrouble;
    }

    double latencyMillis(double percent) {
        return latencies.getValueAtPercentile(percent) / 1e3;
    }
}
