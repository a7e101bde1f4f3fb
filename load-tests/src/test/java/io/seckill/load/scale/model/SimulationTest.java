package io.seckill.load.scale.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.model.Costs.Cost;
import java.io.IOException;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Costs COSTS = new Costs(
            Map.of(
                    Role.GENERATOR, new Cost(10, 0, 0),
                    Role.GATEWAY, new Cost(20, 400, 12_000),
                    Role.BACKEND, new Cost(8, 600, 20_000),
                    Role.BROKER, new Cost(7, 2_500, 12_000)),
            20_000,
            0.25);
    private static final Installation BENCH = Installation.bench(2);

    @Test
    void theSameSeedForecastsTheSame() {
        Forecast once = simulate(BENCH, COSTS, 3).run(new Workload.Closed(512), 0.2, 0.5);
        Forecast again = simulate(BENCH, COSTS, 3).run(new Workload.Closed(512), 0.2, 0.5);
        Forecast other = simulate(BENCH, COSTS, 4).run(new Workload.Closed(512), 0.2, 0.5);

        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    void closedLoopsObeyLittlesLaw() {
        Forecast forecast = simulate(BENCH, calm(), 1).run(new Workload.Closed(512), 1, 4);

        assertThat(forecast.throughput() * forecast.p50Millis() / 1e3).isCloseTo(512, withPercentage(10));
    }

    @Test
    void saturatedCoresDoWhatTheirTimeAllows() {
        Forecast forecast = simulate(BENCH, COSTS, 1).run(new Workload.Closed(2_000), 1, 4);

        double micros = forecast.cpuMicros().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(forecast.throughput() * micros / 1e6).isGreaterThan(1.6).isLessThan(2.02);
    }

    @Test
    void anOpenLoopBelowTheCapacityIsServedAtItsRate() {
        Forecast forecast = simulate(BENCH, COSTS, 1).run(Workload.Open.at(10_000, 512), 1, 2);

        assertThat(forecast.throughput()).isCloseTo(10_000, withPercentage(1));
        assertThat(forecast.p50Millis()).isGreaterThan(2.5); // half a linger
        assertThat(forecast.p99Millis()).isGreaterThan(forecast.p50Millis());
        assertThat(forecast.refused()).isZero();
    }

    @Test
    void gatewaysRefuseWhatASlowBackendWouldKeepWaiting() {
        Map<Role, Cost> slow = new EnumMap<>(COSTS.byRole());
        slow.put(Role.BACKEND, new Cost(100, 600, 0)); // its committing thread does 25,000 a second
        Installation machines = new Installation(1, 1, 1, 5, 4, false, 1);

        Forecast forecast =
                simulate(machines, new Costs(slow, 20_000, 0.25), 1).run(Workload.Open.at(50_000, 200_000), 4, 3);

        assertThat(forecast.throughput()).isBetween(20_000.0, 25_000.0);
        assertThat(forecast.refused()).isGreaterThan(15_000);
        assertThat(forecast.p99Millis()).isLessThan(2_500);
    }

    @Test
    void coresHelpUntilOneThreadsWorkIsTheBottleneck() {
        double before = 0;
        for (double cores : new double[] {0.5, 1, 2}) {
            double throughput = flood(cores).throughput();
            assertThat(throughput).isGreaterThan(1.5 * before);
            before = throughput;
        }

        Forecast many = flood(64);
        Forecast more = flood(128);

        assertThat(more.throughput()).isCloseTo(many.throughput(), withPercentage(10));
        assertThat(many.bottleneck().what()).isNotEqualTo("cores");
        assertThat(many.bottleneck().share()).isGreaterThan(0.6);
    }

    @Test
    void theQueuesOfADeadBackendAreDecidedByTheOthers() {
        Installation two = new Installation(1, 2, 1, 6, 4, false, 1);

        Forecast calm = simulate(two, COSTS, 1).run(Workload.Open.at(5_000, 50_000), 1, 12);
        Forecast death = simulate(two, COSTS, 1).runWithDeath(Workload.Open.at(5_000, 50_000), 1, 12, 3e6, 1e6);

        assertThat(calm.troubledSeconds()).isZero();
        assertThat(death.troubledSeconds()).isBetween(4.0, 8.0);
        assertThat(death.throughput() + death.refused()).isCloseTo(5_000, withPercentage(1));
    }

    @Test
    void costsAreReadAsTheyAreWritten() throws IOException {
        assertThat(Costs.read(new StringReader(COSTS.text()))).isEqualTo(COSTS);
    }

    private static Forecast flood(double cores) {
        Installation machines = new Installation(1, 1, 1, 5, cores, false, 1);
        return simulate(machines, COSTS, 1).run(new Workload.Closed(10_000), 0.5, 1);
    }

    private static Costs calm() {
        return new Costs(COSTS.byRole(), Double.MAX_VALUE, 0.25);
    }

    private static Simulation simulate(Installation installation, Costs costs, long seed) {
        return new Simulation(installation, costs, Assumptions.SHIPPED, seed, 1);
    }
}
