package io.seckill.load.measure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a stretch of time cost.
 *
 * @param cpu processor time by process
 * @param compiling how much of it just-in-time compilers used, all processes together
 * @param peakMemory the most resident memory that each process has had in its life so far, in KiB
 * @param longestPause for how long each JVM stopped all of its threads at most; one that does not log that is missing
 * @param noise what others took; empty where the machine does not tell
 */
public record Cost(
        Map<Role, Duration> cpu,
        Duration compiling,
        Map<Role, Long> peakMemory,
        Map<Role, Duration> longestPause,
        Optional<Noise> noise) {
    /** How much of the processor time was compiling, 0 to 1. */
    public double compilingShare() {
        double used = cpu.values().stream().mapToLong(Duration::toNanos).sum();
        return used == 0 ? 0 : Math.min(1, compiling.toNanos() / used);
    }

    /** Processor time of {@code role} for each of {@code requests}, in microseconds. */
    public OptionalDouble microsPerRequest(Role role, long requests) {
        Duration used = cpu.get(role);
        return used == null || requests == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(used.toNanos() / 1e3 / requests);
    }
}
