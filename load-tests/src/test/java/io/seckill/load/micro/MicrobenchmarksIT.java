package io.seckill.load.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every microbenchmark for a moment, in this JVM: it must run, whatever it measures. */
class MicrobenchmarksIT {
    private static final int BENCHMARKS_WITH_THEIR_PARAMETERS = 5 + 4 + 5;

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io.seckill.load.micro")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .param("pending", "1000")
                        .param("orders", "1000")
                        .shouldFailOnError(true)
                        .build())
                .run();

        assertThat(results).hasSize(BENCHMARKS_WITH_THEIR_PARAMETERS);
    }
}
