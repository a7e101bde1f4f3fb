package io.seckill.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A broker, gateways and backends, each a process of its own, started by the launchers that people use; on free ports
 * of loopback.
 *
 * <p>Used by one thread, the test's.
 */
public final class ProcessCluster extends Deployment {

    /** A hundred thousand waiting streams need 700 MB of it, nearly all of that Vert.x's. */
    private static final String GATEWAY_HEAP = "-Xmx1500m";

    private static final String BACKEND_HEAP = "-Xmx256m";

    /** Short, because it is waited for wherever a backend dies. */
    private static final String SESSION_TIMEOUT = "backend.consumer.sessionTimeout=1500ms";

    /** A gateway process, its ports and how it was started. */
    private record GatewayProcess(
            ChildProcess process, int http, int management, int callback, List<String> arguments) {}

    /** A backend process, its port and how it was started. */
    private record BackendProcess(ChildProcess process, int management, List<String> arguments) {}

    private final String name;
    private final Function<String, List<String>> options;

    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<BackendProcess> backends = new ArrayList<>();
    private final List<ChildProcess> growths = new ArrayList<>();
    private final int brokerPort = TestPorts.next();
    private final Path data = Folders.create();
    private ChildProcess broker;

    private ProcessCluster(String name, Store store, Function<String, List<String>> options) {
        super(store);
        this.name = name;
        this.options = options;
        this.broker = startBroker();
    }

    /** A broker process, ready; {@code name} tells this cluster's logs from another's. */
    public static ProcessCluster start(String name) {
        return start(name, Store.LEDGER);
    }

    /** As {@link #start(String)}, on {@code store}. */
    public static ProcessCluster start(String name, Store store) {
        return start(name, store, ClassArchives::shortLived);
    }

    /** As {@link #start(String, Store)}, its JVMs as people run them: for tests that measure. */
    public static ProcessCluster startAsShipped(String name, Store store) {
        return start(name, store, launcher -> List.of());
    }

    /** As {@link #start(String, Store)}, with the JVM options that {@code options} has for a launcher. */
    static ProcessCluster start(String name, Store store, Function<String, List<String>> options) {
        ProcessCluster cluster = new ProcessCluster(name + "-" + store.name().toLowerCase(Locale.ROOT), store, options);
        cluster.broker.awaitOutput("ready in");
        return cluster;
    }

    /** Starts the broker again, where it was and with what it had. */
    public void restartBroker() {
        broker = startBroker();
        broker.awaitOutput("ready in");
    }

    /** Takes the gateways and backends that the test has killed off the lists; the numbers begin at 0 again. */
    public void forgetTheDead() {
        gateways.removeIf(gateway -> !gateway.process.isAlive());
        backends.removeIf(backend -> !backend.process.isAlive());
    }

    private ChildProcess startBroker() {
        return launch(
                "broker",
                "broker",
                "-Xmx192m",
                List.of("--data-dir", data.toString(), "--set", "broker.port=" + brokerPort));
    }

    /** One more gateway, with settings as {@code path=value}; returns its number, from 0. Not yet ready. */
    public int startGateway(String... overrides) {
        int http = TestPorts.next();
        int management = TestPorts.next();
        int callback = TestPorts.next();
        List<String> settings = new ArrayList<>(List.of(
                "gateway.http.host=" + TestPorts.HOST,
                "gateway.http.port=" + http,
                "gateway.drain.delay=0s",
                "gateway.management.port=" + management,
                "gateway.callback.port=" + callback,
                "gateway.warmUp=0s",
                "kafka.bootstrapServers=" + bootstrapServers()));
        settings.addAll(List.of(overrides));
        int number = gateways.size();
        ChildProcess process = launch("gateway-" + number, "gateway", GATEWAY_HEAP, set(settings));
        gateways.add(new GatewayProcess(process, http, management, callback, settings));
        return number;
    }

    /** Kills a gateway where it still runs, and starts it again on its ports. Not yet ready. */
    public void restartGateway(int number) {
        GatewayProcess old = gateways.get(number);
        old.process.kill();
        ChildProcess process = launch("gateway-" + number + "-again", "gateway", GATEWAY_HEAP, set(old.arguments));
        gateways.set(number, new GatewayProcess(process, old.http, old.management, old.callback, old.arguments));
    }

    /** One more backend, with settings as {@code path=value}; returns its number, from 0. Not yet ready. */
    public int startBackend(String... overrides) {
        int management = TestPorts.next();
        List<String> settings = new ArrayList<>(List.of(
                "backend.management.port=" + management,
                "backend.warmUp=0s",
                SESSION_TIMEOUT,
                "kafka.bootstrapServers=" + bootstrapServers()));
        settings.addAll(storeOverrides());
        settings.addAll(List.of(overrides));
        int number = backends.size();
        ChildProcess process = launch("backend-" + number, "backend", BACKEND_HEAP, set(settings));
        backends.add(new BackendProcess(process, management, settings));
        return number;
    }

    /** Kills a backend where it still runs, and starts it again. Not yet ready. */
    public void restartBackend(int number) {
        BackendProcess old = backends.get(number);
        old.process.kill();
        ChildProcess process = launch("backend-" + number + "-again", "backend", BACKEND_HEAP, set(old.arguments));
        backends.set(number, new BackendProcess(process, old.management, old.arguments));
    }

    /** Grows to {@code queues} queues, as a process of its own; {@code run} tells its log from another's. */
    public ChildProcess grow(String run, int queues) {
        List<String> arguments = new ArrayList<>(List.of("grow", "--queues", Integer.toString(queues)));
        arguments.addAll(set(List.of("kafka.bootstrapServers=" + bootstrapServers())));
        ChildProcess process = launch("grow-" + run, "backend", BACKEND_HEAP, arguments);
        growths.add(process);
        return process;
    }

    /** Waits until every process says that it is ready. */
    public void awaitReady() {
        gateways.forEach(gateway -> awaitReady("a gateway", gateway.management));
        backends.forEach(backend -> awaitReady("a backend", backend.management));
    }

    /** Waits until one gateway says that it is ready. */
    public void awaitGatewayReady(int number) {
        awaitReady("gateway " + number, gateways.get(number).management);
    }

    private void awaitReady(String what, int management) {
        Console console = Console.ofBackend(caller(), management);
        await(what + " ready").until(console::ready);
    }

    /** The broker's process. */
    public ChildProcess broker() {
        return broker;
    }

    /** A gateway's process. */
    public ChildProcess gateway(int number) {
        return gateways.get(number).process;
    }

    /** A backend's process. */
    public ChildProcess backend(int number) {
        return backends.get(number).process;
    }

    @Override
    public Shop shop(int gateway) {
        return new Shop(caller(), gateways.get(gateway).http, journal());
    }

    @Override
    public Console console(int gateway) {
        return Console.ofGateway(caller(), gateways.get(gateway).management);
    }

    @Override
    public Console backendConsole(int backend) {
        return Console.ofBackend(caller(), backends.get(backend).management);
    }

    /** A server beside the cluster that costs what Vert.x costs and nothing more; the caller closes it. */
    public HoldingServer startHoldingServer() {
        return HoldingServer.start(name + "-holding-server", caller(), TestPorts.next());
    }

    @Override
    public int gateways() {
        return gateways.size();
    }

    @Override
    public String bootstrapServers() {
        return TestPorts.HOST + ":" + brokerPort;
    }

    /** Kills all processes that still run. */
    @Override
    public void close() {
        gateways.forEach(gateway -> gateway.process.close());
        backends.forEach(backend -> backend.process.close());
        growths.forEach(ChildProcess::close);
        broker.close();
        super.close();
        Folders.delete(data);
    }

    private ChildProcess launch(String process, String launcher, String heap, List<String> arguments) {
        List<String> flags = new ArrayList<>(options.apply(launcher));
        flags.add(heap);
        return ChildProcess.launcher(name + "-" + process, launcher, flags, arguments);
    }

    private static List<String> set(List<String> settings) {
        return settings.stream()
                .flatMap(setting -> List.of("--set", setting).stream())
                .toList();
    }
}
