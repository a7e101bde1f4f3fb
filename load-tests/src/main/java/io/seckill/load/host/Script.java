package io.seckill.load.host;

import io.gatling.javaapi.core.Simulation;
import io.seckill.load.simulation.Capacity;
import io.seckill.load.simulation.Soak;
import io.seckill.load.simulation.SoldOutStorm;
import io.seckill.load.simulation.Spike;
import io.seckill.load.simulation.Steady;
import io.seckill.load.simulation.Timeouts;
import java.time.Duration;

/** The simulations, by their names on the command line, and what each does unless told otherwise. */
enum Script {
    Steady(Steady.class),
    Spike(Spike.class),
    Capacity(Capacity.class),
    SoldOutStorm(SoldOutStorm.class),
    Timeouts(Timeouts.class),
    Soak(Soak.class);

    private final Class<? extends Simulation> simulation;

    Script(Class<? extends Simulation> simulation) {
        this.simulation = simulation;
    }

    /**
     * What is not given on the command line.
     *
     * @param rate buyers a second; for {@link #Capacity} what each level adds
     * @param warmUpSeconds how long everything is warmed up before
     * @param seconds how long; for {@link #Capacity} how long each level lasts
     * @param objectiveMillis the p99 that is asked for
     */
    record Defaults(double rate, long warmUpSeconds, long seconds, long objectiveMillis, int items, long stock) {
        private static final long WARM_UP = 30;
        private static final long PLENTY = 1_000_000_000;
        private static final int LEVELS = 40;
        private static final int SMOKE_LEVELS = 3;

        /** Short and gentle, and content with any machine: shows that it runs. */
        Defaults smoke(Script script) {
            long fewUnits = stock == PLENTY ? PLENTY : 10;
            return new Defaults(40, 1, script == Script.Timeouts ? 5 : 2, 10_000, items, fewUnits);
        }

        /** Steps of {@link #Capacity}'s staircase. */
        static int levels(boolean smoke) {
            return smoke ? SMOKE_LEVELS : LEVELS;
        }

        Duration warmUp() {
            return Duration.ofSeconds(warmUpSeconds);
        }

        Duration duration() {
            return Duration.ofSeconds(seconds);
        }

        Duration objective() {
            return Duration.ofMillis(objectiveMillis);
        }
    }

    Class<? extends Simulation> simulation() {
        return simulation;
    }

    Defaults defaults() {
        return switch (this) {
            case Steady -> new Defaults(300, Defaults.WARM_UP, 60, 250, 10, Defaults.PLENTY);
            case Spike -> new Defaults(1_500, Defaults.WARM_UP, 10, 500, 5, 1_000);
            case Capacity -> new Defaults(500, Defaults.WARM_UP, 10, 250, 10, Defaults.PLENTY);
            case SoldOutStorm -> new Defaults(1_000, Defaults.WARM_UP, 20, 500, 5, 20);
            case Timeouts -> new Defaults(200, Defaults.WARM_UP, 30, 1_500, 10, Defaults.PLENTY);
            case Soak -> new Defaults(200, Defaults.WARM_UP, 1_800, 250, 10, Defaults.PLENTY);
        };
    }

    /** Its backend must be a process that can be held up. */
    boolean slowsTheBackend() {
        return this == Timeouts;
    }

    /** A 409 of this one can only mean that nothing is left. */
    boolean sellsOut() {
        return this == Spike || this == SoldOutStorm;
    }
}
