package io.seckill.load.scale.fit;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.model.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one system did under one load: the median of the rounds of a {@code raw.csv}.
 *
 * @param contender G, or H: the same with one queue
 * @param trial as the benchmark names it
 * @param values by the names of the file's columns
 */
public record BenchRow(String contender, String trial, Map<String, Double> values) {
    private static final int HOT = 1;
    private static final int QUEUES = 5;
    private static final int MAX_CONNECTIONS = 10_000;
    private static final double RECOVERY_SECONDS = 8;

    /** Copies. */
    public BenchRow {
        values = Map.copyOf(values);
    }

    /** The rows of G and H in {@code file}, in its order. */
    public static List<BenchRow> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> head = List.of(lines.get(0).split(",", -1));
        Map<String, List<Map<String, Double>>> rounds = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            String contender = cells[head.indexOf("contender")];
            if (contender.equals("G") || contender.equals("H")) {
                String trial = cells[head.indexOf("trial")];
                rounds.computeIfAbsent(contender + ',' + trial, first -> new ArrayList<>())
                        .add(numbers(head, cells));
            }
        }
        List<BenchRow> rows = new ArrayList<>();
        rounds.forEach((name, each) -> {
            String[] parts = name.split(",", -1);
            rows.add(new BenchRow(parts[0], parts[1], medians(each)));
        });
        return rows;
    }

    /** The columns up to the first text; those texts may hold commas. */
    private static Map<String, Double> numbers(List<String> head, String[] cells) {
        Map<String, Double> numbers = new HashMap<>();
        for (int column = head.indexOf("trial") + 1; column < head.indexOf("statuses"); column++) {
            if (!cells[column].isEmpty()) {
                numbers.put(head.get(column), Double.parseDouble(cells[column]));
            }
        }
        return numbers;
    }

    private static Map<String, Double> medians(List<Map<String, Double>> rounds) {
        return rounds.get(0).keySet().stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> median(rounds.stream()
                                .filter(round -> round.containsKey(name))
                                .map(round -> round.get(name))
                                .sorted()
                                .toList())));
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private double value(String name) {
        return values.getOrDefault(name, 0.0);
    }

    /** Outcomes a second. */
    public double throughput() {
        return value("throughput_per_s");
    }

    /** Milliseconds. */
    public double p50() {
        return value("p50_ms");
    }

    /** Milliseconds. */
    public double p99() {
        return value("p99_ms");
    }

    /** Processor time of each process for each outcome, microseconds. */
    public Map<Role, Double> cpuMicros() {
        return byRole("cpu_%s_us");
    }

    /** The longest pause of each process, milliseconds. */
    public Map<Role, Double> pauseMillis() {
        return byRole("pause_%s_ms");
    }

    private Map<Role, Double> byRole(String column) {
        Map<Role, Double> found = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            found.put(role, value(column.formatted(role.label())));
        }
        return found;
    }

    /** Of {@code machine} cores, what other programs and the hypervisor left. */
    public double coresLeft(double machine) {
        return machine * (1 - value("steal") - value("others"));
    }

    /** Partitions that were loaded. */
    public int queues() {
        return contender.equals("H") ? HOT : QUEUES;
    }

    /** Whether it began at rest, and fell to half of the capacity in its course. */
    public boolean isOverload() {
        return trial.startsWith("overload");
    }

    /** Seconds of its window. */
    public double seconds() {
        return value("window_s");
    }

    /** The load; {@code connections} are those of a share of the capacity. */
    public Workload workload(int connections) {
        double number = Double.parseDouble(trial.replaceAll("[^0-9.]", ""));
        double offered = value("offered_per_s");
        if (trial.startsWith("closed")) {
            return new Workload.Closed((int) number);
        }
        if (isOverload()) {
            double half = offered / (number / 100) / 2;
            return new Workload.Open(offered, MAX_CONNECTIONS, half, seconds() - RECOVERY_SECONDS);
        }
        return Workload.Open.at(offered, trial.endsWith("%") ? connections : MAX_CONNECTIONS);
    }
}
