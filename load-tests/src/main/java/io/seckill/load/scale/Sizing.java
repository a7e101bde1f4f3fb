package io.seckill.load.scale;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.model.Assumptions;
import io.seckill.load.scale.model.Costs;
import io.seckill.load.scale.model.Forecast;
import io.seckill.load.scale.model.Installation;
import io.seckill.load.scale.model.Simulation;
import io.seckill.load.scale.model.Workload;
import java.util.Comparator;

/**
 * Asks the model what a load needs. It begins with what the costs per purchase ask for, and adds one part after the other to
 * whatever is used most, until nothing is too busy.
 */
final class Sizing {
    /** Of a machine's cores, and of a thread, that may be busy: the rest is for peaks. */
    static final double BUSIEST = 0.7;

    private static final double REACHED = 0.98;
    private static final double OBJECTIVE_MILLIS = 250;
    private static final double GROWTH = 0.15;
    private static final double MOST_OF_ONE_ITEM = 600_000; // purchases a second that no queue decides
    private static final double FINE = 0.97;
    private static final int MOST_STEPS = 40;
    private static final int TWO = 2; // so that one may die
    private static final int QUEUES_EACH = 6; // so that survivors share a dead backend's queues evenly
    private static final int FEWEST_QUEUES = 5;
    private static final int CONNECTIONS_PER_PURCHASE = 2; // a second: nobody waits for a connection
    private static final double WARM_UP = 0.4;
    private static final double SECONDS = 0.6;
    private static final double BUNDLES_PER_BATCH = 4; // so coarse may a simulated purchase be

    // Of a take-over, microseconds: load-tests/failover measured them, see docs/performance.md.
    private static final double NOTICED = 3.2e6; // the session of 3 s, and the rebalance
    private static final double EMPTY_LEDGER = 0.5e6;
    private static final double EACH_ORDER = 1.7;

    /**
     * Machines and copies.
     *
     * @param cores of each machine
     * @param replicas of each record
     */
    record Machines(double cores, int replicas) {}

    /**
     * What a load needs.
     *
     * @param target purchases a second
     * @param first what was used most in the installation before the last part was added
     */
    record Plan(double target, Installation installation, Forecast forecast, Forecast.Use first) {}

    private final Costs costs;
    private final Machines machines;
    private final long seed;

    Sizing(Costs costs, Machines machines, long seed) {
        this.costs = costs;
        this.machines = machines;
        this.seed = seed;
    }

    /** The installation for {@code target} purchases a second, spread over many items. */
    Plan plan(double target) {
        Installation installation = installation(
                atLeast(target, Role.GATEWAY), atLeast(target, Role.BACKEND), atLeast(target, Role.BROKER));
        Forecast forecast = forecast(installation, target);
        Forecast.Use first = tightest(forecast, installation);
        for (int step = 0; step < MOST_STEPS && !suffices(forecast, installation, target); step++) {
            first = tightest(forecast, installation);
            installation = grown(installation, first.role());
            forecast = forecast(installation, target);
        }
        return new Plan(target, installation, forecast, first);
    }

    /** The most that one queue decides, as one hot item asks, whatever the number of gateways. */
    Plan hotItem(int gateways) {
        Installation hot =
                new Installation(gateways, 1, machines.replicas(), 1, machines.cores(), false, machines.replicas());
        double rate = MOST_OF_ONE_ITEM;
        Forecast broken = forecast(hot, rate);
        Forecast forecast = broken;
        while (!isServed(forecast, rate)) { // from above: below the most, one forecast in many is an unlucky one
            broken = forecast;
            rate *= FINE;
            forecast = forecast(hot, rate);
        }
        return new Plan(rate, hot, forecast, broken.bottleneck());
    }

    /** What buyers see of the death of one of {@code plan}'s backends, with {@code orders} in the ledger of each queue. */
    Forecast death(Plan plan, double orders, double seconds) {
        int grain = (int) Math.max(grain(plan.installation(), plan.target()), plan.target() / 20_000);
        return simulation(plan.installation(), grain)
                .runWithDeath(load(plan.target()), WARM_UP + 1, seconds, NOTICED, EMPTY_LEDGER + orders * EACH_ORDER);
    }

    private int atLeast(double target, Role role) {
        double micros = costs.of(role).perPurchase() * target;
        return (int) Math.max(1, Math.ceil(micros / 1e6 / machines.cores() / BUSIEST));
    }

    private Installation installation(int gateways, int backends, int brokers) {
        int copies = Math.max(brokers, machines.replicas());
        int queues = Math.max(FEWEST_QUEUES, QUEUES_EACH * Math.max(Math.max(TWO, backends), copies));
        return new Installation(
                Math.max(TWO, gateways),
                Math.max(TWO, backends),
                copies,
                queues,
                machines.cores(),
                false,
                machines.replicas());
    }

    private Installation grown(Installation old, Role role) {
        return installation(
                more(old.gateways(), role == Role.GATEWAY),
                more(old.backends(), role == Role.BACKEND),
                more(old.brokers(), role == Role.BROKER));
    }

    private static int more(int count, boolean grows) {
        return grows ? (int) Math.ceil(count * (1 + GROWTH)) : count;
    }

    private static boolean suffices(Forecast forecast, Installation installation, double target) {
        Forecast.Use tightest = tightest(forecast, installation);
        return isServed(forecast, target) && afterADeath(tightest, installation) <= BUSIEST;
    }

    private static Forecast.Use tightest(Forecast forecast, Installation installation) {
        return forecast.uses().stream()
                .filter(use -> use.role() != Role.GENERATOR)
                .max(Comparator.comparingDouble(use -> afterADeath(use, installation)))
                .orElseThrow();
    }

    /** Survivors of a backend do its work too. */
    private static double afterADeath(Forecast.Use use, Installation installation) {
        double backends = installation.backends();
        return use.role() == Role.BACKEND && backends > 1 ? use.share() * backends / (backends - 1) : use.share();
    }

    private static boolean isServed(Forecast forecast, double target) {
        return forecast.throughput() >= REACHED * target && forecast.p99Millis() <= OBJECTIVE_MILLIS;
    }

    private Forecast forecast(Installation installation, double rate) {
        return simulation(installation, grain(installation, rate)).run(load(rate), WARM_UP, SECONDS);
    }

    private Simulation simulation(Installation installation, int grain) {
        return new Simulation(installation, costs, Assumptions.SHIPPED, seed, grain);
    }

    private static Workload load(double rate) {
        return Workload.Open.at(rate, (int) Math.max(1_000, CONNECTIONS_PER_PURCHASE * rate));
    }

    /** So that a producer's batch for one broker is still several simulated purchases. */
    private static int grain(Installation installation, double rate) {
        double perBatch = rate * Assumptions.SHIPPED.linger() / 1e6 / installation.gateways() / installation.brokers();
        return (int) Math.max(1, perBatch / BUNDLES_PER_BATCH);
    }
}
