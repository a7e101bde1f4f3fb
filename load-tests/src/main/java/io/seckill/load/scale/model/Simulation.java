package io.seckill.load.scale.model;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.event.Cores;
import io.seckill.load.scale.event.EventQueue;
import io.seckill.load.scale.event.Worker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One run: builds an installation, puts load on it, and counts. The same arguments give the same forecast. */
public final class Simulation {
    private static final double SECOND = 1e6;
    private static final double BUYERS_CORES = 1e9; // of buyers that have machines of their own

    private final Context context;
    private final List<ProcessModel> processes = new ArrayList<>();
    private final List<BrokerModel> brokers = new ArrayList<>();
    private final List<BackendModel> backends = new ArrayList<>();
    private final Buyers buyers;

    /**
     * Builds everything.
     *
     * @param seed of all that is random: the lengths of pauses, and who coordinates
     * @param grain purchases that one simulated purchase stands for, 1 where batches are small
     */
    public Simulation(Installation installation, Costs costs, Assumptions assumptions, long seed, int grain) {
        EventQueue events = new EventQueue();
        this.context = new Context(events, new SplittableRandom(seed), installation, costs, assumptions, grain);
        Cores shared = new Cores(events, installation.cores());
        Backlog backlog = new Backlog(context);
        for (int i = 0; i < installation.brokers(); i++) {
            brokers.add(new BrokerModel(context, process(Role.BROKER, shared)));
        }
        for (int i = 0; i < installation.brokers(); i++) {
            for (int copy = 1; copy < installation.replicas(); copy++) {
                brokers.get(i).followedBy(brokers.get((i + copy) % brokers.size()));
            }
        }
        for (int i = 0; i < installation.backends(); i++) {
            backends.add(new BackendModel(context, process(Role.BACKEND, shared), brokers, backlog));
        }
        List<GatewayModel> gateways = new ArrayList<>();
        for (int i = 0; i < installation.gateways(); i++) {
            gateways.add(new GatewayModel(context, process(Role.GATEWAY, shared), backlog, brokers));
        }
        this.buyers = new Buyers(context, process(Role.GENERATOR, shared), gateways);
        for (int queue = 0; queue < installation.queues(); queue++) {
            backends.get(queue * backends.size() / installation.queues()).own(queue);
        }
    }

    private ProcessModel process(Role role, Cores shared) {
        double own =
                role == Role.GENERATOR ? BUYERS_CORES : context.installation().cores();
        Cores cores = context.installation().oneMachine() ? shared : new Cores(context.events(), own);
        ProcessModel process = new ProcessModel(context, role, cores);
        processes.add(process);
        return process;
    }

    /** Runs {@code workload} for {@code warmUp} seconds, and then for {@code seconds} that are counted. */
    public Forecast run(Workload workload, double warmUp, double seconds) {
        buyers.start(workload);
        context.events().runUntil(warmUp * SECOND);
        return measure(seconds);
    }

    /**
     * Runs {@code workload} likewise, and kills one backend when the counting begins.
     *
     * @param takeOver microseconds until its group has noticed and shared out its queues
     * @param loading microseconds of work until the ledger of one of them is rebuilt
     */
    public Forecast runWithDeath(Workload workload, double warmUp, double seconds, double takeOver, double loading) {
        buyers.start(workload);
        context.events().runUntil(warmUp * SECOND);
        BackendModel dead = backends.get(0);
        dead.kill();
        context.events().after(takeOver, () -> {
            List<BackendModel> alive =
                    backends.stream().filter(BackendModel::alive).toList();
            int next = 0;
            for (int queue : dead.owned()) {
                alive.get(next++ % alive.size()).takeOver(queue, loading);
            }
        });
        return measure(seconds);
    }

    private Forecast measure(double seconds) {
        double began = context.now();
        Map<Worker, Double> workBefore = new HashMap<>();
        Map<ProcessModel, Double> batchesBefore = new HashMap<>();
        for (ProcessModel process : processes) {
            process.workers().forEach(worker -> workBefore.put(worker, worker.workDone()));
            batchesBefore.put(process, process.batches());
        }
        double[] serialBefore =
                backends.stream().mapToDouble(BackendModel::serialWork).toArray();
        buyers.count();
        context.events().runUntil(began + seconds * SECOND);
        double window = seconds * SECOND;
        double sold = Math.max(1, buyers.sold());
        Map<Role, Double> cpu = new EnumMap<>(Role.class);
        Map<Role, Double> batches = new EnumMap<>(Role.class);
        List<Forecast.Use> uses = new ArrayList<>();
        for (ProcessModel process : processes) {
            double ofProcess = 0;
            for (Worker worker : process.workers()) {
                double work = worker.workDone() - workBefore.getOrDefault(worker, 0.0);
                ofProcess += work;
                uses.add(new Forecast.Use(process.role(), worker.name(), work / window));
            }
            uses.add(new Forecast.Use(process.role(), "cores", ofProcess / window / process.cores()));
            cpu.merge(process.role(), ofProcess / sold, Double::sum);
            batches.merge(
                    process.role(), (process.batches() - batchesBefore.getOrDefault(process, 0.0)) / sold, Double::sum);
        }
        for (int i = 0; i < serialBefore.length; i++) {
            double serial = backends.get(i).serialWork() - serialBefore[i];
            uses.add(new Forecast.Use(Role.BACKEND, "transactions", serial / window));
        }
        return new Forecast(
                buyers.sold() / seconds,
                buyers.refused() / seconds,
                buyers.late() / seconds,
                Math.max(0, buyers.lastTrouble() - began) / SECOND,
                buyers.latencyMillis(50),
                buyers.latencyMillis(99),
                cpu,
                batches,
                uses);
    }
}
