package io.seckill.deploy;

import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.ClassArchives;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OpenStore;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.cluster.TokenIssuer;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A process of each kind that has metrics of its own: gateways that believe headers and tokens, backends that decide by
 * the ledger and on PostgreSQL, and a projector. One unit is sold.
 */
record MonitoredSale(ProcessCluster cluster, OpenStore postgres, ChildProcess projectorProcess, Console projector)
        implements AutoCloseable {

    /** All of it, ready; {@code folder} takes what the processes read. */
    static MonitoredSale start(Path folder) throws IOException {
        ProcessCluster cluster = ProcessCluster.start("monitoring");
        OpenStore postgres = Store.POSTGRES.open();
        Path keys = folder.resolve("keys.json");
        Files.writeString(keys, new TokenIssuer(cluster.caller().vertx(), "key").jwks());
        cluster.startGateway();
        cluster.startBackend();
        cluster.awaitReady();
        cluster.openSale("phone", SaleTerms.open(10));
        Now.get(cluster.shop(0).buy("ann", "phone"));
        cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + keys,
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        List<String> beside = new ArrayList<>(postgres.overrides());
        beside.addAll(List.of("topics.prefix=beside", "kafka.group=beside"));
        cluster.startBackend(beside.toArray(String[]::new));
        int port = TestPorts.next();
        MonitoredSale sale = new MonitoredSale(
                cluster,
                postgres,
                projector(postgres, cluster.bootstrapServers(), port),
                Console.ofBackend(cluster.caller(), port));
        cluster.awaitReady();
        await("projector ready").until(sale.projector::ready);
        return sale;
    }

    private static ChildProcess projector(OpenStore postgres, String bootstrapServers, int port) {
        List<String> flags = new ArrayList<>(ClassArchives.shortLived("backend"));
        flags.add("-Xmx128m");
        List<String> arguments = new ArrayList<>(List.of("projector"));
        Stream<String> database = postgres.overrides().stream()
                .filter(override -> override.startsWith("backend.postgres."))
                .map(override -> override.replace("backend.", "projector."));
        Stream<String> own = Stream.of(
                "projector.postgres.schema=monitored_orders",
                "projector.management.port=" + port,
                "kafka.bootstrapServers=" + bootstrapServers);
        Stream.concat(database, own).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return ChildProcess.launcher("monitoring-projector", "backend", flags, arguments);
    }

    /** The metrics of every process, as its page has them. */
    Stream<String> pages() {
        Stream<Console> gateways = IntStream.range(0, 2).mapToObj(cluster::console);
        Stream<Console> backends = IntStream.range(0, 2).mapToObj(cluster::backendConsole);
        return Stream.of(gateways, backends, Stream.of(projector))
                .flatMap(consoles -> consoles)
                .map(console -> Now.get(console.get("/metrics")).body().toString());
    }

    /** The names on them. */
    Set<String> names() {
        return pages().flatMap(String::lines)
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    /** SIGTERM to both. */
    void stopBackends() {
        cluster.backend(0).terminate();
        cluster.backend(1).terminate();
    }

    @Override
    public void close() {
        projectorProcess.close();
        cluster.close();
        postgres.close();
    }
}
