package io.seckill.load.scale.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class EventCoreTest {
    private static final int CUSTOMERS = 1_000_000;
    private static final double SERVICE = 10;

    private final EventQueue events = new EventQueue();
    private final SplittableRandom random = new SplittableRandom(7);
    private double wholeStay;
    private int served;

    @Test
    void eventsHappenInOrderOfTimeAndThoseOfOneInstantInOrderOfCalls() {
        List<String> seen = new ArrayList<>();
        events.after(2, () -> seen.add("late"));
        events.after(1, () -> seen.add("first"));
        events.after(1, () -> seen.add("second"));

        events.runUntil(3);

        assertThat(seen).containsExactly("first", "second", "late");
        assertThat(events.now()).isEqualTo(3);
    }

    @Test
    void oneThreadMakesCustomersWaitAsInAnMM1Queue() {
        double load = 0.5;
        Worker worker = worker();

        simulate(load, () -> exponential(SERVICE), worker::run);

        assertThat(wholeStay / served).isCloseTo(SERVICE / (1 - load), withPercentage(2));
    }

    @Test
    void oneThreadMakesCustomersWaitAsInAnMD1Queue() {
        double load = 0.7;
        Worker worker = worker();

        simulate(load, () -> SERVICE, worker::run);

        double meanWait = load * SERVICE / (2 * (1 - load)); // Pollaczek and Khinchine
        assertThat(wholeStay / served - SERVICE).isCloseTo(meanWait, withPercentage(2));
    }

    @Test
    void sharedCoresMakeJobsStayAsLongAsProcessorSharingDoes() {
        double load = 0.6;
        Cores cores = new Cores(events, 1);

        simulate(load, () -> SERVICE, cores::run);

        assertThat(wholeStay / served).isCloseTo(SERVICE / (1 - load), withPercentage(2)); // whatever the distribution
    }

    @Test
    void twoJobsOnOneCoreTakeTwiceAsLong() {
        Cores cores = new Cores(events, 1);
        List<Double> ends = new ArrayList<>();
        cores.run(10, () -> ends.add(events.now()));
        events.after(5, () -> cores.run(10, () -> ends.add(events.now())));

        events.runUntil(100);

        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).isCloseTo(15, within(1e-6));
        assertThat(ends.get(1)).isCloseTo(20, within(1e-6));
    }

    @Test
    void aThreadNeverHasMoreThanOneCore() {
        Cores cores = new Cores(events, 2);
        List<Double> ends = new ArrayList<>();
        for (int job = 0; job < 3; job++) {
            cores.run(10, () -> ends.add(events.now()));
        }
        events.runUntil(100);
        cores.run(10, () -> ends.add(events.now()));
        events.runUntil(200);

        assertThat(ends.subList(0, 3)).allSatisfy(end -> assertThat(end).isCloseTo(15, within(1e-6)));
        assertThat(ends.get(3)).isCloseTo(110, within(1e-6));
    }

    @Test
    void aFrozenProcessBeginsNothing() {
        List<Double> ends = new ArrayList<>();
        Worker worker = new Worker("frozen", events, new Cores(events, 1), () -> 50);

        worker.run(10, () -> ends.add(events.now()));
        events.runUntil(100);

        assertThat(ends).containsExactly(60.0);
    }

    private Worker worker() {
        return new Worker("thread", events, new Cores(events, 1), () -> 0);
    }

    /** Customers come by a Poisson process. */
    private void simulate(double load, DoubleSupplier service, Server server) {
        double at = 0;
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            at += exponential(SERVICE / load);
            double arrival = at;
            events.after(
                    arrival - events.now(),
                    () -> server.run(service.getAsDouble(), () -> {
                        wholeStay += events.now() - arrival;
                        served++;
                    }));
            events.runUntil(arrival);
        }
        events.runUntil(at + 1_000 * SERVICE);
        assertThat(served).isEqualTo(CUSTOMERS);
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private interface Server {
        void run(double work, Runnable done);
    }
}
