package io.seckill.backend.commit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The numbers of step 7. */
final class CommitMeters {
    private final Timer commits;
    private final DistributionSummary batchSize;
    private final Counter failed;
    private final Counter stale;

    CommitMeters(MeterRegistry registry, Pipeline pipeline) {
        commits = Timer.builder("seckill.commit.time")
                .description("from taking a batch to its durability")
                .serviceLevelObjectives(millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000))
                .register(registry);
        batchSize = DistributionSummary.builder("seckill.commit.commands")
                .description("commands in a transaction")
                .serviceLevelObjectives(1, 10, 100, 1_000, 10_000)
                .register(registry);
        failed = Counter.builder("seckill.commit.failed")
                .description("transactions that failed and took their decisions back")
                .register(registry);
        stale = Counter.builder("seckill.commit.stale")
                .description("transactions aborted because the group had a new generation")
                .register(registry);
        Gauge.builder("seckill.commit.pending", pipeline, Pipeline::pending)
                .description("commands decided and not yet committed")
                .register(registry);
    }

    private static Duration[] millis(long... bounds) {
        return java.util.Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    void committed(List<Batch> batches, long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
        batchSize.record(batches.stream().mapToInt(Batch::commands).sum());
    }

    void failed() {
        failed.increment();
    }

    void stale() {
        stale.increment();
    }
}
