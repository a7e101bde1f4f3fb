package io.seckill.load.failover;

import io.seckill.load.measure.Role;
import io.seckill.load.process.Processes;
import io.seckill.load.process.Product;
import io.seckill.settings.Cli;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code load-tests/failover}: how long nobody is served after a backend has been killed. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        description = "Kills the backend that decides, and measures how soon another one sells.")
public final class FailoverMain implements Callable<Integer> {
    @Option(names = "--orders", defaultValue = "0", description = "In the queue before; default ${DEFAULT-VALUE}.")
    private int orders;

    @Option(names = "--rate", defaultValue = "500", description = "Purchases a second; default ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--rounds", defaultValue = "3", description = "Backends killed; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the logs go; default load-tests/target/failover.")
    private Path out = Path.of(System.getProperty("seckill.home", "."), "load-tests/target/failover");

    @Option(names = "--jvm", paramLabel = "OPTION", description = "A JVM option of the backends. May be repeated.")
    private List<String> jvm = List.of();

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "A setting of the backends. May be repeated.")
    private List<String> settings = List.of();

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(Cli.run(new FailoverMain(), args));
    }

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty("seckill.home", "."));
        try (Processes processes = new Processes(out);
                Failover failover = new Failover(new Product(home, processes, extras()), rate)) {
            System.out.printf("%,d orders are in the queue%n", failover.fill(orders));
            for (int round = 1; round <= rounds; round++) {
                System.out.println(failover.round());
            }
        }
        System.out.println("logs are in " + out);
        return ExitCode.OK;
    }

    /** One queue, so that one backend decides and the other waits. */
    private Product.Extras extras() {
        String queue = "topics.queues=1";
        return new Product.Extras(
                Map.of(Role.BACKEND, jvm),
                Map.of(
                        Role.GATEWAY,
                        List.of(queue),
                        Role.BACKEND,
                        Stream.concat(Stream.of(queue), settings.stream()).toList()));
    }
}
