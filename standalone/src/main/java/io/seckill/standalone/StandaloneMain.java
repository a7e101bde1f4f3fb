package io.seckill.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.seckill.net.FreePorts;
import io.seckill.process.OutOfMemory;
import io.seckill.settings.Cli;
import io.seckill.settings.Settings;
import io.seckill.settings.SettingsOptions;
import io.seckill.standalone.broker.BrokerSettings;
import io.seckill.standalone.broker.EmbeddedBroker;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code java -jar seckill-standalone.jar}: broker, backend, gateway and an open sale in one process. */
@Command(
        name = "seckill-standalone",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        description = "Runs a Kafka broker, the backend and the gateway in one process, and opens a demo sale.")
public final class StandaloneMain implements Callable<Integer> {
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final FreePorts free = new FreePorts(random);
    private final Standalone standalone = new Standalone();

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep the data in this folder; without it they are temporary.")
    private @Nullable Path dataDir;

    private boolean brokerOnly;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command; a process that serves outlives this call, on the threads of its parts. */
    public static void main(String[] args) {
        OutOfMemory.endsThisProcess();
        int code = Cli.run(new StandaloneMain(), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Option(names = "--only", paramLabel = "broker", description = "Run only this part.")
    void only(String part) {
        if (!part.equals("broker")) {
            throw new ParameterException(spec.commandLine(), "--only takes broker, not " + part);
        }
        brokerOnly = true;
    }

    @Override
    public Integer call() throws Exception {
        try {
            if (brokerOnly) {
                runBroker();
            } else {
                runAll();
            }
            return ExitCode.OK;
        } catch (Exception e) {
            standalone.close();
            throw e;
        }
    }

    private void runBroker() {
        Settings settings = layered(StandaloneSettings.brokerDefaults());
        BrokerSettings wanted = StandaloneSettings.broker(settings);
        if (options.printOnly()) {
            print(settings.print());
            return;
        }
        prepare(wanted);
        EmbeddedBroker broker = standalone.startBroker(wanted, free);
        print(welcome(broker).toTheBroker());
    }

    private void runAll() throws Exception {
        StandaloneSettings settings = StandaloneSettings.read(this::layered, free);
        if (options.printOnly()) {
            print(settings.effective().print());
            return;
        }
        prepare(settings.broker());
        EmbeddedBroker broker = standalone.startBroker(settings.broker(), free);
        Doors doors = standalone.startServices(settings);
        if (settings.gateway().identity().byToken()) {
            print(welcome(broker).toTokenHolders(doors));
            return;
        }
        new DemoSale(doors.buyers(), doors.gateway(), InstantSource.system()).open();
        String buyer = "buyer-" + random.nextInt(1_000, 10_000);
        print(welcome(broker).toEverything(doors, buyer));
    }

    private Settings layered(Settings defaults) {
        Settings settings = options.over(defaults, System.getenv());
        return dataDir == null ? settings : settings.withOverride("broker.dataDir=" + dataDir);
    }

    private void prepare(BrokerSettings settings) {
        settings.log().apply();
        // The broker warns of its own ordinary start and stop, and its clients of a broker that is stopping.
        for (String noisy : List.of("kafka", "org.apache.kafka")) {
            ((Logger) LoggerFactory.getLogger(noisy)).setLevel(Level.ERROR);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(standalone::close, "stop"));
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private static Welcome welcome(EmbeddedBroker broker) {
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        String fate = broker.isTemporary() ? ", deleted at the end (--data-dir DIR keeps them)" : "";
        return new Welcome(seconds, broker.bootstrapServers(), broker.dataFolder() + fate);
    }
}
