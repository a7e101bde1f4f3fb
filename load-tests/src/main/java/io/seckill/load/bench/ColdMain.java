package io.seckill.load.bench;

import io.seckill.load.generate.Driver;
import io.seckill.load.generate.HttpDriver;
import io.seckill.load.generate.Load;
import io.seckill.load.generate.LoadResult;
import io.seckill.load.generate.LoadResult.Slice;
import io.seckill.load.generate.PurchaseRequests;
import io.seckill.load.process.Processes;
import io.seckill.load.process.Product;
import io.seckill.load.process.Readiness;
import io.seckill.load.rival.BareServer;
import io.seckill.load.sale.ItemIds;
import io.seckill.load.sale.SaleDesk;
import io.seckill.load.trial.Recovery;
import io.seckill.settings.Cli;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load-tests/cold}: each round starts everything anew, and loads it from the moment on at which it is ready. */
@Command(
        name = "cold",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = "Measures the first second after the gateway is ready, and how soon it is at full speed.")
public final class ColdMain implements Callable<Integer> {
    private static final int QUEUES = 5;
    private static final int ITEMS_PER_QUEUE = 2;
    private static final long STOCK = 1_000_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** The generator must not be what is cold. */
    private static final Duration GENERATOR = Duration.ofSeconds(15);

    private static final double AT_SPEED = 0.9;
    private static final int SLICES_OF_WARM = 20; // the last ones of the closed loop

    @Option(names = "--rate", paramLabel = "N", defaultValue = "5000", description = "Of the first second's open loop.")
    private double rate;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "512", description = "Of both loops.")
    private int connections;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "Of the closed loop behind it.")
    private int seconds;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Default ${DEFAULT-VALUE}.")
    private int rounds;

    @Mixin
    private ExtraOptions extra = new ExtraOptions();

    private final Path home = Path.of(System.getProperty("seckill.home", "."));

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new ColdMain(), args));
    }

    @Override
    public Integer call() throws Exception {
        warmUpGenerator();
        for (int round = 1; round <= rounds; round++) {
            try (Processes processes = new Processes(logs())) {
                Product product = new Product(home, processes, extra.extras());
                product.startBroker();
                product.startBackend();
                product.startGateway();
                System.out.printf(Locale.ROOT, "round %d: %s%n", round, measure(product));
            }
        }
        return ExitCode.OK;
    }

    private Path logs() {
        return home.resolve("load-tests/target/cold");
    }

    private void warmUpGenerator() throws Exception {
        try (Processes processes = new Processes(logs())) {
            int port = new Product(home, processes, Product.Extras.NONE).freePort();
            processes.start(
                    "bare-server",
                    List.of(
                            Product.java(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            BareServer.class.getName(),
                            Integer.toString(port),
                            "200"),
                    new Readiness().listens(port),
                    LIMIT);
            try (Driver driver = driver(port, List.of("generator"), 200)) {
                driver.run(first(GENERATOR), Driver.Window.IGNORED);
            }
        }
    }

    private String measure(Product product) throws InterruptedException {
        List<String> items = ItemIds.spread("cold", ITEMS_PER_QUEUE, QUEUES);
        SaleDesk desk = new SaleDesk(product.ports().buyers(), product.ports().operators());
        for (String item : items) {
            desk.open(new SaleDesk.Sale(item, STOCK, Instant.now().minusSeconds(1)));
        }
        try (Driver driver = driver(product.ports().http(), items, 201)) {
            LoadResult first = driver.run(first(FIRST), Driver.Window.IGNORED);
            LoadResult full =
                    driver.run(new Load.Closed(connections, Duration.ofSeconds(seconds)), Driver.Window.IGNORED);
            return tell(first) + "; then " + tellSpeed(full);
        }
    }

    private Load first(Duration duration) {
        return Load.Open.at(rate, duration).over(connections);
    }

    private Driver driver(int port, List<String> items, int success) {
        return new HttpDriver(port, new PurchaseRequests(items, "cold-"), success, connections);
    }

    private static String tell(LoadResult result) {
        return String.format(
                Locale.ROOT,
                "first second p50 %.0f, p99 %.0f ms, %d sold, %d refused, %d failed",
                result.latencyMillis(50),
                result.latencyMillis(99),
                result.good(),
                result.refused(),
                result.failed());
    }

    private static String tellSpeed(LoadResult result) {
        List<Slice> slices = result.slices();
        List<Slice> last = slices.subList(Math.max(0, slices.size() - SLICES_OF_WARM), slices.size());
        double warm =
                last.stream().mapToLong(Slice::good).sum() * 1_000.0 / (last.size() * LoadResult.SLICE.toMillis());
        String reached = Recovery.timeTo(AT_SPEED * warm, slices)
                .map(after -> String.format(Locale.ROOT, "%.1f s", after.toMillis() / 1_000.0))
                .orElse("never");
        return String.format(Locale.ROOT, "%.0f/s in the end, nine tenths of that after %s", warm, reached);
    }
}
