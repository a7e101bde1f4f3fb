package io.seckill.proof.field;

import static org.awaitility.Awaitility.await;

import io.seckill.testkit.BrokerNode;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.ClusterHealth;
import io.seckill.testkit.TestPorts;
import io.seckill.testkit.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole installation on this machine: brokers, gateways, backends and what they need, each a process of its own that
 * the launchers in {@code bin} start, and each way from one to another a {@link Link}. Faults are put on its {@link
 * #parts} and {@link #links}; clients come past all links. All processes end with it, and with this JVM.
 */
public final class Field implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Field.class);

    /** Where the store's tables are, with {@link Store#POSTGRES}. */
    public static final String STORE_SCHEMA = "seckill";

    /** Where the projector's table is. */
    public static final String PROJECTOR_SCHEMA = "seckill_orders";

    private static final String PROJECTOR = "projector";

    private static final Duration READY_WITHIN = Duration.ofMinutes(2); // eight JVMs start, on a busy machine
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Small, and compiled without much ado: they live for a minute. */
    private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final FieldPlan plan;
    private final Path folder;
    private final Path launchers = Path.of(System.getProperty("seckill.home", ".."), "bin")
            .toAbsolutePath()
            .normalize();
    private final Readiness readiness = new Readiness();
    private final Network network;
    private final Brokers brokers;
    private final Ports ports;
    private final @Nullable TestPostgres database;
    private final Settings settings;
    private final ClusterHealth cluster;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final List<ChildProcess> commands = new ArrayList<>(); // guarded by this
    private boolean ended; // guarded by this
    private final Thread hook = new Thread(this::endAll, "end-field");

    private Field(FieldPlan plan, Path folder) throws IOException {
        this.plan = plan;
        this.folder = Files.createDirectories(folder);
        this.network = new Network(folder);
        this.brokers = new Brokers(plan);
        this.ports = Ports.free(plan);
        this.database = plan.projector() || plan.store() == Store.POSTGRES ? TestPostgres.start() : null;
        this.settings = new Settings(plan, brokers, ports, database);
        this.cluster = new ClusterHealth(brokers.direct(), plan.brokers());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts all processes, with their data, settings and output in {@code folder}, which is empty or missing. Returns
     * when all are ready.
     *
     * @throws IllegalStateException where a process ends before, with its last lines
     */
    public static Field start(FieldPlan plan, Path folder) throws IOException {
        Field field = new Field(plan, folder);
        try {
            field.connect();
            field.startBrokers();
            field.startOthers();
            field.awaitReady();
            return field;
        } catch (IOException | RuntimeException | Error failed) {
            field.close();
            throw failed;
        }
    }

    private void connect() {
        brokers.connect(network);
        IntStream.range(0, plan.gateways()).forEach(each -> brokers.admit(Settings.gatewayName(each), network));
        for (int number = 0; number < plan.backends(); number++) {
            brokers.admit(backendName(number), network);
            for (int gateway = 0; gateway < plan.gateways(); gateway++) {
                List<Integer> callback = List.of(ports.gateways().get(gateway).callback());
                network.connect(backendName(number), Settings.gatewayName(gateway), callback);
            }
            if (plan.store() == Store.POSTGRES) {
                admitToDatabase(backendName(number));
            }
        }
        if (plan.projector()) {
            brokers.admit(PROJECTOR, network);
            admitToDatabase(PROJECTOR);
        }
    }

    private static String backendName(int number) {
        return "backend-" + number;
    }

    private void admitToDatabase(String client) {
        if (database != null) {
            network.connect(client, Settings.DATABASE, List.of(database.port()));
        }
    }

    private void startBrokers() throws IOException {
        for (int node = 0; node < plan.brokers(); node++) {
            String name = Brokers.name(node);
            BrokerNode broker = brokers.create(node, folder);
            List<String> flags = network.flags(name);
            Path output = folder.resolve(name + ".log");
            BooleanSupplier serves = readiness.listens(brokers.directPort(node));
            add(name, Part.Role.BROKER, () -> broker.launch(flags, output), serves);
        }
        await("the brokers to be one cluster")
                .atMost(READY_WITHIN)
                .pollInterval(LOOK)
                .until(() -> {
                    parts.forEach(Field::checkAlive);
                    return brokersInSync();
                });
    }

    private void startOthers() throws IOException {
        for (int number = 0; number < plan.backends(); number++) {
            start(
                    backendName(number),
                    Part.Role.BACKEND,
                    settings.backend(number),
                    ports.backends().get(number));
        }
        for (int number = 0; number < plan.gateways(); number++) {
            start(
                    Settings.gatewayName(number),
                    Part.Role.GATEWAY,
                    settings.gateway(number),
                    ports.gateways().get(number).management());
        }
        if (plan.projector()) {
            start(PROJECTOR, Part.Role.PROJECTOR, settings.projector(), ports.projector());
        }
    }

    private void start(String name, Part.Role role, List<String> arguments, int management) throws IOException {
        String launcher = role == Part.Role.GATEWAY ? "gateway" : "backend";
        List<String> flags = Stream.of(SMALL, network.flags(name), plan.jvm())
                .flatMap(List::stream)
                .toList();
        add(name, role, () -> launch(name, launcher, flags, arguments), readiness.answers(management));
    }

    /** Where this JVM ends meanwhile nothing more is started, which would outlive it. */
    private synchronized void add(String name, Part.Role role, Supplier<ChildProcess> launch, BooleanSupplier serves) {
        if (ended) {
            throw new IllegalStateException("the field is closed");
        }
        parts.add(new Part(name, role, launch, serves));
    }

    private ChildProcess launch(String name, String launcher, List<String> flags, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(launchers.resolve(launcher).toString()));
        command.addAll(arguments);
        // Quoted, as a folder's name may have a blank.
        String quoted = flags.stream().collect(Collectors.joining("\" \"", "\"", "\""));
        Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", quoted);
        return ChildProcess.start(name, command, environment, folder.resolve(name + ".log"));
    }

    /**
     * Waits until each process says that it serves, and all brokers are in sync.
     *
     * @throws IllegalStateException where one has ended and no fault has stopped it
     */
    public void awaitReady() {
        await("all processes to be ready")
                .atMost(READY_WITHIN)
                .pollInterval(LOOK)
                .until(() -> {
                    parts.forEach(Field::checkAlive);
                    return parts.stream().allMatch(Part::ready) && brokersInSync();
                });
    }

    private static void checkAlive(Part part) {
        if (part.hasCrashed()) {
            throw new IllegalStateException(part.name() + " has ended:\n" + part.output());
        }
    }

    /** Whether all brokers are there, and each partition is on all of its own: then another one may go. */
    public boolean brokersInSync() {
        return cluster.isWhole();
    }

    /** What it consists of. */
    public FieldPlan plan() {
        return plan;
    }

    /** How many gateways there are; they are numbered from 0. */
    public int gateways() {
        return plan.gateways();
    }

    /** Where buyers find a gateway. */
    public URI buyers(int gateway) {
        return local(ports.gateways().get(gateway).http());
    }

    /** Where operators find a gateway. */
    public URI operators(int gateway) {
        return local(ports.gateways().get(gateway).management());
    }

    private static URI local(int port) {
        return URI.create("http://" + TestPorts.HOST + ":" + port);
    }

    /** Where Kafka is for our own clients, past all links. */
    public String bootstrapServers() {
        return brokers.direct();
    }

    /** The PostgreSQL server, where there is one. */
    public @Nullable TestPostgres database() {
        return database;
    }

    /** The processes: brokers, backends, gateways, and the projector where there is one. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The ways between them. */
    public List<Link> links() {
        return network.links();
    }

    /** Starts the command that grows to {@code queues} queues, past all links. */
    public synchronized ChildProcess grow(int queues) {
        if (ended) {
            throw new IllegalStateException("the field is closed");
        }
        ChildProcess command = launch("grow-" + queues, "backend", SMALL, settings.grow(queues));
        commands.add(command);
        return command;
    }

    /** Ends all faults: links pass, and processes that were stopped or frozen run. They need not be ready yet. */
    public void heal() {
        links().forEach(Link::pass);
        parts.forEach(Part::thaw);
        parts.forEach(Part::startAgain);
    }

    /** Kills all processes; the folder stays. */
    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The JVM ends, and the hook runs or has run.
        }
    }

    private synchronized void endAll() {
        if (ended) {
            return;
        }
        ended = true;
        commands.forEach(Field::end);
        parts.forEach(Field::end);
        end(network);
        end(cluster);
        if (database != null) {
            end(database);
        }
    }

    /** One that cannot be ended must not keep the others alive. */
    private static void end(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception | AssertionError stays) {
            log.warn("{} is not ended", each, stays);
        }
    }
}
