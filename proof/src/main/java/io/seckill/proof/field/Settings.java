package io.seckill.proof.field;

import io.seckill.testkit.TestPorts;
import io.seckill.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the launchers are told: arguments for each process. It takes the others by name, which is by way of its links. */
final class Settings {
    /** By that name backends and the projector dial PostgreSQL. */
    static final String DATABASE = "postgres";

    /** Failures are noticed so soon; a process on a busy machine is not yet taken for dead. */
    private static final String SESSION = "sessionTimeout=1500ms";

    private final FieldPlan plan;
    private final Brokers brokers;
    private final Ports ports;
    private final @Nullable TestPostgres database;

    Settings(FieldPlan plan, Brokers brokers, Ports ports, @Nullable TestPostgres database) {
        this.plan = plan;
        this.brokers = brokers;
        this.ports = ports;
        this.database = database;
    }

    static String gatewayName(int number) {
        return "gateway-" + number;
    }

    List<String> gateway(int number) {
        Ports.Gateway own = ports.gateways().get(number);
        List<String> settings = new ArrayList<>(shared(brokers.linked()));
        settings.addAll(List.of(
                "gateway.warmUp=0s",
                "gateway.http.host=" + TestPorts.HOST,
                "gateway.http.port=" + own.http(),
                "gateway.management.port=" + own.management(),
                "gateway.callback.port=" + own.callback(),
                "gateway.callback.advertised=" + gatewayName(number) + ":" + own.callback(),
                "gateway.drain.delay=0s",
                "gateway.drain.timeout=2s"));
        return set(settings);
    }

    List<String> backend(int number) {
        String names = IntStream.range(0, plan.gateways())
                .mapToObj(Settings::gatewayName)
                .collect(Collectors.joining(", ", "[", "]"));
        List<String> settings = new ArrayList<>(shared(brokers.linked()));
        settings.addAll(List.of(
                "backend.warmUp=0s",
                "backend.management.port=" + ports.backends().get(number),
                "backend.consumer." + SESSION,
                "backend.events.enabled=true",
                "backend.delivery.allowedAddresses=" + names));
        if (plan.store() == Store.POSTGRES) {
            settings.add("backend.store=postgres");
            settings.addAll(database("backend", Field.STORE_SCHEMA));
        }
        return set(settings);
    }

    List<String> projector() {
        List<String> settings = new ArrayList<>(shared(brokers.linked()));
        settings.addAll(List.of("projector." + SESSION, "projector.management.port=" + ports.projector()));
        settings.addAll(database("projector", Field.PROJECTOR_SCHEMA));
        List<String> arguments = new ArrayList<>(List.of("projector"));
        arguments.addAll(set(settings));
        return arguments;
    }

    /** The command that adds queues; it goes past all links, as whoever runs it tries again. */
    List<String> grow(int queues) {
        List<String> arguments = new ArrayList<>(List.of("grow", "--queues", Integer.toString(queues)));
        arguments.addAll(set(shared(brokers.direct())));
        return arguments;
    }

    private List<String> shared(String bootstrapServers) {
        return List.of(
                "kafka.bootstrapServers=" + bootstrapServers,
                "topics.queues=" + plan.queues(),
                "topics.replication=" + plan.brokers(),
                "topics.minInsyncReplicas=" + plan.inSync());
    }

    private List<String> database(String section, String schema) {
        TestPostgres server = database;
        if (server == null) {
            return List.of();
        }
        return Stream.of(
                        "host=" + DATABASE,
                        "port=" + server.port(),
                        "database=postgres",
                        "user=postgres",
                        "password=postgres",
                        "schema=" + schema)
                .map(setting -> section + ".postgres." + setting)
                .toList();
    }

    private static List<String> set(List<String> settings) {
        return settings.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
    }
}
