package io.seckill.load.scale.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.fit.CostFit.Point;
import io.seckill.load.scale.model.Assumptions;
import io.seckill.load.scale.model.Costs;
import io.seckill.load.scale.model.Costs.Cost;
import io.seckill.load.scale.model.Forecast;
import io.seckill.load.scale.model.Installation;
import io.seckill.load.scale.model.Simulation;
import io.seckill.load.scale.model.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostFitTest {
    private static final String HEAD = "round,contender,trial,offered_per_s,window_s,throughput_per_s,p50_ms,p99_ms,"
            + "cpu_generator_us,cpu_gateway_us,cpu_backend_us,cpu_broker_us,pause_gateway_ms,steal,others,statuses,doubts";
    private static final Costs COSTS = new Costs(
            Map.of(
                    Role.GENERATOR, new Cost(10, 0, 0),
                    Role.GATEWAY, new Cost(20, 400, 0),
                    Role.BACKEND, new Cost(8, 600, 0),
                    Role.BROKER, new Cost(7, 2_500, 0)),
            Double.MAX_VALUE,
            0.5);

    @Test
    void rowsAreMediansOfTheirRounds(@TempDir Path folder) throws IOException {
        Path file = write(folder, """
                1,L0,closed 64,0,8,90000,1,2,10,12,,,,0,0,"{200=1}",""
                1,G,closed 64,0,8,100,5,9,10,20,30,40,7,0.01,0.10,"{201=9, 503=1}","a, b"
                2,G,closed 64,0,8,300,7,11,12,22,32,42,9,0.01,0.20,"{201=9}",""
                3,G,closed 64,0,8,200,6,10,11,21,31,41,8,0.01,0.30,"{201=9}",""
                """);

        List<BenchRow> rows = BenchRow.read(file);

        assertThat(rows).hasSize(1);
        BenchRow row = rows.get(0);
        assertThat(row.throughput()).isEqualTo(200);
        assertThat(row.cpuMicros()).containsEntry(Role.BROKER, 41.0).containsEntry(Role.GATEWAY, 21.0);
        assertThat(row.pauseMillis()).containsEntry(Role.GATEWAY, 8.0).containsEntry(Role.BROKER, 0.0);
        assertThat(row.coresLeft(2)).isCloseTo(1.58, within(1e-9));
        assertThat(row.workload(512)).isEqualTo(new Workload.Closed(64));
    }

    @Test
    void loadsAreThoseOfTheBenchmark(@TempDir Path folder) throws IOException {
        Path file = write(folder, """
                1,G,open 90%,9000,8,9000,6,10,11,21,31,41,8,0,0,"",""
                1,G,open 500/s,500,8,500,6,10,11,21,31,41,8,0,0,"",""
                1,G,overload 200%,20000,16,9000,6,10,11,21,31,41,8,0,0,"",""
                """);

        assertThat(BenchRow.read(file).stream().map(row -> row.workload(512)))
                .containsExactly(
                        Workload.Open.at(9_000, 512),
                        Workload.Open.at(500, 10_000),
                        new Workload.Open(20_000, 10_000, 5_000, 8));
    }

    @Test
    void aLineThroughPointsThatLieOnOne() {
        assertThat(CostFit.line(List.of(new Point(0.1, 30), new Point(0.01, 12), new Point(0.02, 14)), 3))
                .containsExactly(new double[] {10, 200}, within(1e-6));
    }

    @Test
    void noCostIsBelowItsLeast() {
        assertThat(CostFit.line(List.of(new Point(0.1, 10), new Point(0.01, 12)), 3)[1])
                .isZero();
        assertThat(CostFit.line(List.of(new Point(0.1, 100), new Point(0.01, 5)), 3)[0])
                .isEqualTo(3);
    }

    @Test
    void measurementsOfTheModelItselfAreFoundAgain(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int connections : List.of(64, 256)) {
            Forecast forecast = new Simulation(Installation.bench(2), COSTS, Assumptions.SHIPPED, 1, 1)
                    .run(new Workload.Closed(connections), 1, 4);
            text.append(String.format(
                    Locale.ROOT,
                    "1,G,closed %d,0,8,%f,%f,%f,%f,%f,%f,%f,,0,0,\"\",\"\"%n",
                    connections,
                    forecast.throughput(),
                    forecast.p50Millis(),
                    forecast.p99Millis(),
                    forecast.cpuMicros().get(Role.GENERATOR),
                    forecast.cpuMicros().get(Role.GATEWAY),
                    forecast.cpuMicros().get(Role.BACKEND),
                    forecast.cpuMicros().get(Role.BROKER)));
        }
        List<BenchRow> rows = BenchRow.read(write(folder, text.toString()));

        CostFit fit = new CostFit(rows, 2, 1);
        List<Forecast> found = fit.forecasts(fit.fit());

        for (int i = 0; i < rows.size(); i++) {
            BenchRow row = rows.get(i);
            assertThat(found.get(i).throughput()).isCloseTo(row.throughput(), withPercentage(5));
            assertThat(found.get(i).p50Millis()).isCloseTo(row.p50(), withPercentage(5));
            for (Role role : Role.values()) {
                assertThat(found.get(i).cpuMicros().get(role))
                        .isCloseTo(row.cpuMicros().get(role), withPercentage(10));
            }
        }
    }

    private static Path write(Path folder, String rows) throws IOException {
        return Files.writeString(folder.resolve("raw.csv"), HEAD + "\n" + rows);
    }
}
