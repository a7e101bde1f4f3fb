package io.seckill.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.seckill.backend.Backend;
import io.seckill.backend.BackendSettings;
import io.seckill.gateway.Gateway;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.process.LogSettings;
import io.seckill.settings.Settings;
import io.seckill.standalone.broker.BrokerSettings;
import io.seckill.standalone.broker.EmbeddedBroker;
import io.seckill.testkit.TestPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker, gateways and backends in this JVM, all on free ports, each of which can be stopped and started again.
 *
 * <p>Used by one thread, the test's.
 */
public final class Cluster extends Deployment {
    private static final LogSettings LOG = new LogSettings("text", "info");

    private final List<String> overrides;
    private final List<Gateway> gateways = new ArrayList<>();
    private final List<Backend> backends = new ArrayList<>();
    private final Path data = Folders.create();
    private final BrokerSettings brokerSettings;
    private final String bootstrapServers;
    private @Nullable EmbeddedBroker broker; // null while it is stopped, or is somebody else's

    /** Beside the brokers {@code bootstrapServers}; on one of its own where that is empty. */
    private Cluster(Store store, String bootstrapServers, List<String> overrides) {
        super(store);
        this.overrides = new ArrayList<>(storeOverrides());
        this.overrides.addAll(overrides);
        this.brokerSettings = new BrokerSettings(TestPorts.HOST, TestPorts.next(), data.toString(), Map.of(), LOG);
        if (bootstrapServers.isEmpty()) {
            startBroker();
        }
        this.bootstrapServers = bootstrapServers.isEmpty() ? brokerSettings.address() : bootstrapServers;
    }

    /** A cluster of one gateway and one backend; {@code overrides} are settings as {@code path=value}. */
    public static Cluster start(String... overrides) {
        return start(Store.LEDGER, overrides);
    }

    /** As {@link #start(String...)}, on {@code store}. */
    public static Cluster start(Store store, String... overrides) {
        Cluster cluster = new Cluster(store, "", List.of(overrides));
        cluster.startBackend();
        cluster.startGateway();
        return cluster;
    }

    /** A cluster that is a broker and nothing else yet. */
    public static Cluster empty(String... overrides) {
        return empty(Store.LEDGER, overrides);
    }

    /** As {@link #empty(String...)}, with {@code store} there. */
    public static Cluster empty(Store store, String... overrides) {
        return new Cluster(store, "", List.of(overrides));
    }

    /** Nothing yet beside the brokers {@code bootstrapServers}, which the caller stops and starts. */
    public static Cluster beside(String bootstrapServers, String... overrides) {
        return new Cluster(Store.LEDGER, bootstrapServers, List.of(overrides));
    }

    /** One more gateway; returns its number, from 0. */
    public int startGateway(String... more) {
        int number = startGatewayWithoutBroker(more);
        await("gateway " + number + " ready").until(() -> console(number).ready());
        return number;
    }

    /** One more gateway, which listens and may be waiting for the broker; returns its number. */
    public int startGatewayWithoutBroker(String... more) {
        gateways.add(Now.get(Gateway.start(settings(more).section("gateway", GatewaySettings.class))));
        return gateways.size() - 1;
    }

    /** One more backend; returns its number, from 0. */
    public int startBackend(String... more) {
        backends.add(Now.get(Backend.start(settings(more).section("backend", BackendSettings.class))));
        return backends.size() - 1;
    }

    /** Stops a gateway in order; the numbers of the later ones go down by one. */
    public void stopGateway(int number) {
        Now.get(gateways.remove(number).stop());
    }

    /** Takes a gateway that the test has stopped itself off the list; the numbers of the later ones go down by one. */
    public void forgetGateway(int number) {
        gateways.remove(number);
    }

    /** Stops a backend in order; the numbers of the later ones go down by one. */
    public void stopBackend(int number) {
        Now.get(backends.remove(number).stop());
    }

    /** Stops the broker; its data stay. */
    public void stopBroker() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    /** Starts the broker again, where it was and with what it had. */
    public void startBroker() {
        broker = EmbeddedBroker.start(brokerSettings, TestPorts.FREE);
    }

    /** Copies the data of the broker, which must be stopped, to {@code backup}. */
    public void backUp(Path backup) {
        Folders.copy(data, backup);
    }

    /** Has the broker, which must be stopped, find what {@code backup} holds and nothing else. */
    public void restore(Path backup) {
        Folders.delete(data);
        Folders.copy(backup, data);
    }

    @Override
    public Shop shop(int gateway) {
        return new Shop(caller(), gateways.get(gateway).httpPort(), journal());
    }

    @Override
    public Console console(int gateway) {
        return Console.ofGateway(caller(), gateways.get(gateway).managementPort());
    }

    @Override
    public Console backendConsole(int backend) {
        return Console.ofBackend(caller(), backends.get(backend).managementPort());
    }

    /** Where the operators of backend number {@code backend} are served. */
    public int backendManagementPort(int backend) {
        return backends.get(backend).managementPort();
    }

    /** A gateway itself. */
    public Gateway gateway(int number) {
        return gateways.get(number);
    }

    @Override
    public int gateways() {
        return gateways.size();
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops everything and deletes the data. */
    @Override
    public void close() {
        while (!gateways.isEmpty()) {
            stopGateway(gateways.size() - 1);
        }
        while (!backends.isEmpty()) {
            stopBackend(backends.size() - 1);
        }
        stopBroker();
        super.close();
        Folders.delete(data);
    }

    private Settings settings(String... more) {
        Settings settings = Settings.defaults(Cluster.class.getClassLoader(), "gateway.yaml", "backend.yaml");
        List<String> all = new ArrayList<>(List.of(
                "gateway.http.host=127.0.0.1",
                "gateway.http.port=0",
                "gateway.drain.delay=0s",
                "gateway.management.port=0",
                "gateway.callback.port=0",
                "gateway.warmUp=0s",
                "backend.management.port=0",
                "backend.warmUp=0s",
                "kafka.bootstrapServers=" + bootstrapServers()));
        all.addAll(overrides);
        all.addAll(List.of(more));
        for (String override : all) {
            settings = settings.withOverride(override);
        }
        return settings;
    }
}
