package io.seckill.load.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a run of the benchmark does.
 *
 * @param contenders who is compared
 * @param trials under which loads, in this order in every round
 * @param rounds how often
 * @param duration how long each measurement lasts
 * @param warmUp how long a contender may take to become steady before the first round
 * @param threads of the blocking gateway
 * @param maxConnections an open load's most
 */
public record Plan(
        List<Contender> contenders,
        List<Trial> trials,
        int rounds,
        Duration duration,
        WarmUp warmUp,
        int threads,
        int maxConnections) {

    /**
     * How a contender is warmed up: windows of {@code window} until {@code steady} of them agree, but at most
     * {@code limit}; then, before each measurement, {@code again} of the measurement's own load, repeated while compilers are
     * at work, for a quarter of {@code limit} at most.
     */
    public record WarmUp(Duration window, int steady, Duration limit, Duration again) {}

    /** The order of round {@code round}: each contender goes first in its turn. */
    public List<Contender> orderOf(int round) {
        List<Contender> order = new ArrayList<>(contenders);
        Collections.rotate(order, -round);
        return order;
    }

    /** Those of the loads that come at a steady rate. */
    public List<Trial> openTrials() {
        return trials.stream()
                .filter(trial -> trial instanceof Trial.FixedRate || trial instanceof Trial.ShareOfCapacity)
                .toList();
    }

    /** How many measurements there are in all. */
    public int measurements() {
        long pairs = trials.stream()
                .mapToLong(trial -> contenders.stream().filter(trial::suits).count())
                .sum();
        return (int) pairs * rounds;
    }
}
