package io.seckill.load.scale.fit;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.model.Assumptions;
import io.seckill.load.scale.model.Costs;
import io.seckill.load.scale.model.Costs.Cost;
import io.seckill.load.scale.model.Forecast;
import io.seckill.load.scale.model.Installation;
import io.seckill.load.scale.model.Simulation;
import io.seckill.load.scale.model.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the costs with which the model uses the processor time that was measured.
 *
 * <p>A process's time per purchase is a cost per purchase, and a cost per batch spread over its purchases. How many batches
 * there were was not measured: the model says so. So the costs are fitted to the model's batches, the model runs with the new
 * costs, and so on. Two numbers are chosen by which throughput, p50 and p99 come closest: how much of a batch's cost is work that
 * nobody waits for, and how many purchases lie between two pauses.
 */
public final class CostFit {
    private static final int REPETITIONS = 3;
    private static final List<Double> BESIDE = List.of(0.2, 0.4, 0.5, 0.6, 0.7);
    private static final List<Double> PURCHASES_PER_PAUSE = List.of(5e3, 10e3, 20e3, 40e3);
    private static final double WARM_UP = 0.5;
    private static final double SECONDS = 2;

    /** Guess: the least cost of a purchase. Loads that differ in batches only may fit a broker that takes any number for nothing. */
    private static final double LEAST_PER_PURCHASE = 3;

    private static final Cost FIRST_GUESS = new Cost(15, 500, 0);

    private final List<BenchRow> rows;
    private final double cores;
    private final long seed;
    private final int connections;

    /** Of {@code rows}, measured on a machine with {@code cores}. */
    public CostFit(List<BenchRow> rows, double cores, long seed) {
        this.rows = List.copyOf(rows);
        this.cores = cores;
        this.seed = seed;
        this.connections = rows.stream()
                .filter(row -> row.workload(0) instanceof Workload.Closed)
                .max(Comparator.comparingDouble(BenchRow::throughput))
                .map(row -> ((Workload.Closed) row.workload(0)).connections())
                .orElse(512);
    }

    /** The costs. */
    public Costs fit() {
        Map<Role, Cost> costs = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            costs.put(role, FIRST_GUESS);
        }
        Costs latest = new Costs(costs, PURCHASES_PER_PAUSE.get(0), 0);
        List<Costs> candidates = new ArrayList<>();
        for (double beside : BESIDE) {
            latest = new Costs(latest.byRole(), latest.purchasesPerPause(), beside);
            for (int i = 0; i < REPETITIONS; i++) {
                latest = adapt(latest);
            }
            for (double purchases : PURCHASES_PER_PAUSE) {
                candidates.add(new Costs(latest.byRole(), purchases, beside));
            }
        }
        return Collections.min(candidates, Comparator.comparingDouble(this::distance));
    }

    /** What the model says of each row. */
    public List<Forecast> forecasts(Costs costs) {
        return rows.stream().map(row -> forecast(row, costs)).toList();
    }

    private Forecast forecast(BenchRow row, Costs costs) {
        Installation machine = Installation.bench(row.coresLeft(cores)).withQueues(row.queues());
        Costs ofRow = costs.withPauses(row.pauseMillis());
        Simulation simulation = new Simulation(machine, ofRow, Assumptions.SHIPPED, seed, 1);
        return row.isOverload()
                ? simulation.run(row.workload(connections), 0, row.seconds())
                : simulation.run(row.workload(connections), WARM_UP, SECONDS);
    }

    private List<BenchRow> steady() {
        return rows.stream().filter(row -> !row.isOverload()).toList();
    }

    private Costs adapt(Costs costs) {
        List<BenchRow> steady = steady();
        List<Forecast> forecasts =
                steady.stream().map(row -> forecast(row, costs)).toList();
        Map<Role, Cost> adapted = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            List<Point> points = new ArrayList<>();
            List<Double> pauses = new ArrayList<>();
            for (int i = 0; i < steady.size(); i++) {
                double measured = steady.get(i).cpuMicros().getOrDefault(role, 0.0);
                points.add(new Point(forecasts.get(i).batches().getOrDefault(role, 0.0), measured));
                double pause = steady.get(i).pauseMillis().getOrDefault(role, 0.0);
                if (pause > 0) {
                    pauses.add(pause * 1_000);
                }
            }
            pauses.sort(null);
            double pause = pauses.isEmpty() ? 0 : pauses.get((pauses.size() - 1) / 2);
            double[] line = line(points, LEAST_PER_PURCHASE);
            adapted.put(role, new Cost(line[0], line[1], pause));
        }
        return new Costs(adapted, costs.purchasesPerPause(), costs.besideShare());
    }

    /** Microseconds per purchase, where so many batches came to one. */
    record Point(double batches, double micros) {}

    /** Cost per purchase, no less than {@code least}, and per batch, no less than zero, with the least sum of squares of the relative errors. */
    static double[] line(List<Point> points, double least) {
        double one = 0;
        double x = 0;
        double xx = 0;
        double y = 0;
        double xy = 0;
        for (Point point : points) {
            double weight = 1 / (point.micros() * point.micros());
            one += weight;
            x += weight * point.batches();
            xx += weight * point.batches() * point.batches();
            y += weight * point.micros();
            xy += weight * point.batches() * point.micros();
        }
        double determinant = one * xx - x * x;
        double perBatch = determinant > 1e-12 * one * xx ? (one * xy - x * y) / determinant : 0;
        if (perBatch < 0 || xx == 0) {
            return new double[] {y / one, 0};
        }
        double perPurchase = (y - perBatch * x) / one;
        return perPurchase < least
                ? new double[] {least, Math.max(0, (xy - least * x) / xx)}
                : new double[] {perPurchase, perBatch};
    }

    /** The sum of squares of the relative errors. */
    private double distance(Costs costs) {
        double sum = 0;
        for (BenchRow row : steady()) {
            Forecast forecast = forecast(row, costs);
            sum += Math.pow(Math.log(forecast.throughput() / row.throughput()), 2)
                    + Math.pow(Math.log(forecast.p50Millis() / row.p50()), 2)
                    + Math.pow(Math.log(forecast.p99Millis() / row.p99()), 2);
        }
        return sum;
    }
}
