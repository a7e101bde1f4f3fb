package io.seckill.load.scale.model;

import io.seckill.load.scale.event.EventQueue;
import java.util.SplittableRandom;

/**
 * What all parts of one simulation share.
 *
 * @param grain purchases that one simulated purchase stands for: a million a second would take minutes one by one
 */
record Context(
        EventQueue events,
        SplittableRandom random,
        Installation installation,
        Costs costs,
        Assumptions assumptions,
        int grain) {
    double now() {
        return events.now();
    }

    /** Does {@code then} where another process hears of it. */
    void hop(Runnable then) {
        events.after(assumptions.hop(), then);
    }
}
