package io.seckill.load.scale;

import io.seckill.load.scale.fit.BenchRow;
import io.seckill.load.scale.fit.CostFit;
import io.seckill.load.scale.fit.TrustTable;
import io.seckill.load.scale.model.Costs;
import io.seckill.load.scale.model.Forecast;
import io.seckill.settings.Cli;
import io.seckill.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code load-tests/scale}: simulates what this machine cannot run. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = "Simulates larger installations, with costs that load-tests/bench measured.")
public final class ScaleMain implements Callable<Integer> {
    private static final String COSTS = "costs.properties";
    private static final double AFTER_DEATH = 20;
    private static final List<Double> CURVE = List.of(10e3, 30e3, 100e3, 300e3, 1e6);

    @Option(
            names = "--fit",
            split = ",",
            paramLabel = "RAW_CSV",
            description =
                    "Fits the costs to the rows of G and H in these files of load-tests/bench, and prints what the"
                            + " model says beside what was measured.")
    private List<Path> fit = List.of();

    @Option(
            names = "--fit-cores",
            paramLabel = "N",
            defaultValue = "2",
            description = "Cores of the machine that was measured. Default ${DEFAULT-VALUE}.")
    private double fitCores;

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "Costs of an earlier --fit; default those of docs/scale.md.")
    private @Nullable Path costsFile;

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "N",
            description =
                    "Purchases a second: how many gateways, backends, brokers and queues they need, what becomes the"
                            + " bottleneck, and what a failover costs there.")
    private List<Double> targets = List.of();

    @Option(names = "--curve", description = "From 10,000 to a million purchases a second, and a drawing of it.")
    private boolean curve;

    @Option(names = "--hot", description = "How much one hot item sells, by the number of gateways.")
    private boolean hot;

    @Option(names = "--cores", defaultValue = "8", description = "Of each machine; default ${DEFAULT-VALUE}.")
    private double cores;

    @Option(names = "--replicas", defaultValue = "3", description = "Copies of each record; default ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(names = "--seed", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where costs, tables and the drawing go; default load-tests/target/scale.")
    private Path out = Path.of(System.getProperty("seckill.home", "."), "load-tests/target/scale");

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new ScaleMain(), args));
    }

    @Override
    public Integer call() throws IOException {
        if (fit.isEmpty() && targets.isEmpty() && !curve && !hot) {
            throw new SettingsException("nothing to do: give --fit, --target, --curve or --hot");
        }
        Files.createDirectories(out);
        Costs costs = fit.isEmpty() ? costs() : fitted();
        Sizing sizing = new Sizing(costs, new Sizing.Machines(cores, replicas), seed);
        if (curve || !targets.isEmpty()) {
            plan(sizing, curve ? CURVE : targets);
        }
        if (hot) {
            Map<Integer, Sizing.Plan> plans = new LinkedHashMap<>();
            List.of(1, 2, 4, 8, 16).forEach(gateways -> plans.put(gateways, sizing.hotItem(gateways)));
            print("hot", ScaleReport.hotItem(plans));
        }
        return ExitCode.OK;
    }

    private Costs fitted() throws IOException {
        List<BenchRow> rows = new ArrayList<>();
        for (Path file : fit) {
            rows.addAll(BenchRow.read(file));
        }
        if (rows.isEmpty()) {
            throw new SettingsException("there is neither G nor H in " + fit);
        }
        CostFit fitting = new CostFit(rows, fitCores, seed);
        Costs costs = fitting.fit();
        Files.writeString(out.resolve(COSTS), costs.text());
        print("trust", TrustTable.text(rows, fitting.forecasts(costs)));
        System.out.println("costs are in " + out.resolve(COSTS));
        return costs;
    }

    private Costs costs() throws IOException {
        if (costsFile != null) {
            try (Reader reader = Files.newBufferedReader(costsFile)) {
                return Costs.read(reader);
            }
        }
        try (InputStream shipped = ScaleMain.class.getResourceAsStream(COSTS)) {
            if (shipped == null) {
                throw new IllegalStateException("the jar lacks " + COSTS);
            }
            return Costs.read(new InputStreamReader(shipped, StandardCharsets.UTF_8));
        }
    }

    private void plan(Sizing sizing, List<Double> wanted) throws IOException {
        List<Sizing.Plan> plans = new ArrayList<>();
        for (double target : wanted) {
            plans.add(sizing.plan(target));
        }
        print("plans", ScaleReport.plans(plans));
        Sizing.Plan largest = plans.get(plans.size() - 1);
        Map<Double, Forecast> deaths = new LinkedHashMap<>();
        for (double orders : List.of(0.0, 1e6)) {
            deaths.put(orders, sizing.death(largest, orders, AFTER_DEATH));
        }
        print("deaths", ScaleReport.deaths(largest.target(), AFTER_DEATH, deaths));
        if (plans.size() > 1) {
            ScaleReport.draw(plans, out);
        }
    }

    private void print(String name, String table) throws IOException {
        Files.writeString(out.resolve(name + ".md"), table);
        System.out.println(table);
    }
}
