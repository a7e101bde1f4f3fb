package io.seckill.load.trial;

import io.seckill.load.generate.LoadResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a run found out.
 *
 * @param unsteady whose throughput still moved when its warm-up had to end
 * @param coldStart the gateway's first load after it was ready, with nothing warm; empty where it took no part
 */
public record Outcome(
        Plan plan, List<Measurement> measurements, Set<Contender> unsteady, Optional<ColdStart> coldStart) {
    /** Copies. */
    public Outcome {
        measurements = List.copyOf(measurements);
        unsteady = Set.copyOf(unsteady);
    }

    /** A closed loop of {@code connections} connections from the moment on at which the gateway said that it is ready. */
    public record ColdStart(int connections, LoadResult result) {}
}
