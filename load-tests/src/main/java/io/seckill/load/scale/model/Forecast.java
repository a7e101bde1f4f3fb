package io.seckill.load.scale.model;

import io.seckill.load.measure.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a simulation came to.
 *
 * @param throughput purchases a second that were answered with their outcome
 * @param refused purchases a second that the gateways refused
 * @param late purchases a second whose outcome came when the gateway had long answered 202
 * @param troubledSeconds until the last refusal or late outcome
 * @param p50Millis half of the outcomes came so soon
 * @param p99Millis 99 of 100 did
 * @param cpuMicros processor time of each role, for each outcome
 * @param batches batches of each role, for each outcome: the unit of {@link Costs.Cost#perBatch}
 * @param uses of what there is only so much of
 */
public record Forecast(
        double throughput,
        double refused,
        double late,
        double troubledSeconds,
        double p50Millis,
        double p99Millis,
        Map<Role, Double> cpuMicros,
        Map<Role, Double> batches,
        List<Use> uses) {

    /**
     * How much of one resource was used.
     *
     * @param role whose it is
     * @param what a machine's cores, or a thread
     * @param share 0 to 1
     */
    public record Use(Role role, String what, double share) {
        @Override
        public String toString() {
            return role.label() + ' ' + what;
        }
    }

    /** Copies. */
    public Forecast {
        cpuMicros = Map.copyOf(cpuMicros);
        batches = Map.copyOf(batches);
        uses = List.copyOf(uses);
    }

    /** What is closest to its end; buyers are nobody's bottleneck. */
    public Use bottleneck() {
        return uses.stream()
                .filter(use -> use.role() != Role.GENERATOR)
                .max(Comparator.comparingDouble(Use::share))
                .orElseThrow();
    }

    /** The most used resource of {@code role}. */
    public Use busiest(Role role) {
        return uses.stream()
                .filter(use -> use.role() == role)
                .max(Comparator.comparingDouble(Use::share))
                .orElseThrow();
    }
}
