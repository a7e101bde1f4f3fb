package io.seckill.load.bench;

import io.seckill.load.generate.Driver;
import io.seckill.load.generate.Load;
import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Cost;
import io.seckill.load.measure.Meter;
import io.seckill.load.measure.PauseLogs;
import io.seckill.load.measure.ProcFs;
import io.seckill.load.measure.Role;
import io.seckill.load.measure.Steadiness;
import io.seckill.load.trial.Capacity;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Doubts;
import io.seckill.load.trial.Measurement;
import io.seckill.load.trial.Outcome;
import io.seckill.load.trial.Plan;
import io.seckill.load.trial.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Plan} against contenders. Used by one thread. */
final class Bench {
    /** Systems are warmed up with the most connections of the plan, but no more than these. */
    private static final int WARM_UP_CONNECTIONS = 512;

    private static final int AGAIN_PART = 4; // of the limit, for each measurement

    private static final double STEADY_WITHIN = 0.05;
    private static final Load.Open GENTLE = Load.Open.at(50, Duration.ofMillis(500));
    private static final double RESTED_MILLIS = 50;

    private final Plan plan;
    private final Contenders contenders;
    private final ProcFs proc;
    private final PauseLogs pauses;
    private final Progress progress;
    private final List<Measurement> measurements = new ArrayList<>();
    private final Set<Contender> unsteady = EnumSet.noneOf(Contender.class);

    Bench(Plan plan, Contenders contenders, ProcFs proc, PauseLogs pauses, Progress progress) {
        this.plan = plan;
        this.contenders = contenders;
        this.proc = proc;
        this.pauses = pauses;
        this.progress = progress;
    }

    /** The whole run. */
    Outcome run() throws InterruptedException {
        Optional<Outcome.ColdStart> coldStart = Optional.empty();
        for (Contender contender : startOrder()) {
            progress.starting(contender);
            Contenders.Standing standing = contenders.start(contender);
            if (contender == Contender.G) {
                coldStart = Optional.of(coldStart(standing));
            }
            warmUp(contender, standing);
        }
        for (int round = 0; round < plan.rounds(); round++) {
            for (Trial trial : plan.trials()) {
                for (Contender contender : plan.orderOf(round)) {
                    if (trial.suits(contender)) {
                        measure(round, trial, contender);
                    }
                }
            }
        }
        return new Outcome(plan, measurements, unsteady, coldStart);
    }

    private Outcome.ColdStart coldStart(Contenders.Standing standing) throws InterruptedException {
        Load.Closed load =
                new Load.Closed(warmUpConnections(), plan.warmUp().limit().dividedBy(2));
        return new Outcome.ColdStart(load.connections(), standing.driver().run(load, Driver.Window.IGNORED));
    }

    /** The product before the blocking gateway, so that its cold start is one: broker and backend are cold as well. */
    private List<Contender> startOrder() {
        return Stream.of(
                        Contender.L0,
                        Contender.N,
                        Contender.L1,
                        Contender.G,
                        Contender.O,
                        Contender.H,
                        Contender.Q,
                        Contender.S,
                        Contender.P,
                        Contender.B,
                        Contender.W,
                        Contender.WT)
                .filter(plan.contenders()::contains)
                .toList();
    }

    private void warmUp(Contender contender, Contenders.Standing standing) throws InterruptedException {
        Plan.WarmUp warmUp = plan.warmUp();
        Load.Closed load = new Load.Closed(warmUpConnections(), warmUp.window());
        Steadiness steadiness = new Steadiness(warmUp.steady(), STEADY_WITHIN);
        long deadline = System.nanoTime() + warmUp.limit().toNanos();
        boolean steady = false;
        while (!steady && System.nanoTime() < deadline) {
            Metering metering = new Metering(standing.pids());
            double throughput = standing.driver().run(load, metering).throughput();
            steady = steadiness.add(throughput) && !Doubts.isWarmingUp(metering.cost());
            progress.warmingUp(contender, throughput, steady);
        }
        if (!steady) {
            unsteady.add(contender);
        }
    }

    /** Each kind of load runs code that others do not, and what was compiled for those is compiled anew. */
    private void warmUp(Contenders.Standing standing, Load load) throws InterruptedException {
        long deadline =
                System.nanoTime() + plan.warmUp().limit().dividedBy(AGAIN_PART).toNanos();
        Cost cost;
        do {
            Metering metering = new Metering(standing.pids());
            standing.driver().run(load, metering);
            cost = metering.cost();
        } while (Doubts.isWarmingUp(cost) && System.nanoTime() < deadline);
    }

    private int warmUpConnections() {
        return plan.trials().stream()
                .mapToInt(trial -> trial instanceof Trial.Closed closed ? closed.connections() : 1)
                .filter(connections -> connections <= WARM_UP_CONNECTIONS)
                .max()
                .orElse(WARM_UP_CONNECTIONS);
    }

    private void measure(int round, Trial trial, Contender contender) throws InterruptedException {
        Contenders.Standing standing = contenders.get(contender);
        Capacity capacity = Capacity.of(
                contender,
                plan.trials(),
                measurements.stream().filter(each -> each.round() == round).toList());
        warmUp(standing, trial.load(capacity, plan.warmUp().again()));
        rest(standing);
        Load load = trial.load(capacity, plan.duration());
        Metering metering = new Metering(standing.pids());
        LoadResult result = standing.driver().run(load, metering);
        Cost cost = metering.cost();
        double offered = load instanceof Load.Open open ? open.steps().get(0).perSecond() : 0;
        List<String> doubts = Doubts.about(trial, offered, result, cost);
        Measurement measurement = new Measurement(round, contender, trial.label(), offered, result, cost, doubts);
        measurements.add(measurement);
        progress.measured(measurement);
    }

    /** Waits, within a bound, until the contender has worked off what an earlier load left in its queues. */
    private void rest(Contenders.Standing standing) throws InterruptedException {
        long deadline = System.nanoTime() + plan.warmUp().limit().toNanos();
        while (System.nanoTime() < deadline) {
            LoadResult gentle = standing.driver().run(GENTLE, Driver.Window.IGNORED);
            if (gentle.failed() == 0 && gentle.latencyMillis(50) < RESTED_MILLIS) {
                return;
            }
        }
    }

    /** Reads the meters when sending begins and ends; connecting before and draining after are not counted. */
    private final class Metering implements Driver.Window {
        private final Map<Role, Long> pids;
        private Meter meter;
        private @Nullable Cost cost;

        Metering(Map<Role, Long> pids) {
            this.pids = pids;
            this.meter = Meter.start(proc, pauses, pids);
        }

        @Override
        public void began() {
            meter = Meter.start(proc, pauses, pids);
        }

        @Override
        public void ended() {
            cost = meter.stop();
        }

        Cost cost() {
            return cost == null ? meter.stop() : cost;
        }
    }
}
