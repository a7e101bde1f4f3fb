package io.seckill.load.scale.model;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.event.Cores;
import io.seckill.load.scale.event.Worker;
import java.util.ArrayList;
import java.util.List;

/** A JVM: its threads, what their work costs, and the pauses in which all of them stand still. */
final class ProcessModel {
    private final Context context;
    private final Role role;
    private final Cores cores;
    private final Costs.Cost cost;
    private final List<Worker> workers = new ArrayList<>();
    private final Worker beside;
    private double batches;
    private double garbage; // purchases since the last pause
    private double nextPause;
    private double frozenUntil;

    ProcessModel(Context context, Role role, Cores cores) {
        this.context = context;
        this.role = role;
        this.cores = cores;
        this.cost = context.costs().of(role);
        this.beside = worker("other threads");
        this.nextPause = purchasesToNextPause();
    }

    Role role() {
        return role;
    }

    double cores() {
        return cores.count();
    }

    List<Worker> workers() {
        return workers;
    }

    /** One thread more. */
    Worker worker(String name) {
        Worker worker = new Worker(name, context.events(), cores, () -> frozenUntil);
        workers.add(worker);
        return worker;
    }

    /** Batches so far, in units of {@link Costs.Cost#perBatch}. */
    double batches() {
        return batches;
    }

    /** Processor time so far, microseconds. */
    double workDone() {
        return workers.stream().mapToDouble(Worker::workDone).sum();
    }

    /**
     * What a step takes that is a part of the cost of {@code count} simulated purchases, and a part of that of a batch.
     * What nobody waits for of it is done beside.
     */
    double work(double shareOfPurchase, int count, double shareOfBatch) {
        double ofBatch = cost.perBatch() * shareOfBatch;
        double aside = ofBatch * context.costs().besideShare();
        batches += shareOfBatch;
        if (aside > 0) {
            beside.run(aside, () -> {});
        }
        return cost.perPurchase() * shareOfPurchase * count * context.grain() + ofBatch - aside;
    }

    /** {@code count} simulated purchases leave their garbage here. */
    void litter(int count) {
        garbage += (double) count * context.grain();
        if (garbage >= nextPause) {
            garbage = 0;
            nextPause = purchasesToNextPause();
            double length = cost.longestPauseMicros() * (0.5 + context.random().nextDouble() / 2);
            frozenUntil = Math.max(frozenUntil, context.now() + length);
        }
    }

    private double purchasesToNextPause() {
        return context.costs().purchasesPerPause() * (0.5 + context.random().nextDouble());
    }
}
