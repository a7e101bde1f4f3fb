package io.seckill.proof.field;

import io.seckill.testkit.BrokerNode;
import io.seckill.testkit.TestPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * How the nodes of the Kafka cluster are set up. Each listens three times: for clients past all proxies, for the
 * processes of the field and the other brokers, which come by links, and for controllers, which do so too.
 */
final class Brokers {
    private final String cluster = Uuid.randomUuid().toString();
    private final List<Doors> doors = new ArrayList<>();
    private final FieldPlan plan;

    /** The ports of one node. */
    private record Doors(int direct, int linked, int controller) {
        static Doors free() {
            return new Doors(TestPorts.next(), TestPorts.next(), TestPorts.next());
        }
    }

    Brokers(FieldPlan plan) {
        this.plan = plan;
        IntStream.range(0, plan.brokers()).forEach(node -> doors.add(Doors.free()));
    }

    static String name(int node) {
        return "broker-" + node;
    }

    /** For clients past all proxies. */
    String direct() {
        return doors.stream().map(door -> TestPorts.HOST + ":" + door.direct).collect(Collectors.joining(","));
    }

    /** For who comes by links. */
    String linked() {
        return IntStream.range(0, doors.size())
                .mapToObj(node -> name(node) + ":" + doors.get(node).linked)
                .collect(Collectors.joining(","));
    }

    int directPort(int node) {
        return doors.get(node).direct;
    }

    /** Lets {@code client} dial all of them. */
    void admit(String client, Network network) {
        for (int node = 0; node < doors.size(); node++) {
            network.connect(client, name(node), List.of(doors.get(node).linked));
        }
    }

    /** Lets them dial each other. */
    void connect(Network network) {
        for (int from = 0; from < doors.size(); from++) {
            for (int to = 0; to < doors.size(); to++) {
                if (from != to) {
                    Doors there = doors.get(to);
                    network.connect(name(from), name(to), List.of(there.linked, there.controller));
                }
            }
        }
    }

    /** Formats a node's data in {@code folder}. */
    BrokerNode create(int node, Path folder) throws IOException {
        Map<String, String> properties = new HashMap<>(listeners(node));
        properties.putAll(quick());
        properties.putAll(small());
        String inSync = Integer.toString(plan.inSync());
        properties.put("min.insync.replicas", inSync);
        properties.put("transaction.state.log.min.isr", inSync);
        return BrokerNode.create(
                name(node), new BrokerNode.Identity(node, cluster, plan.brokers()), folder, properties);
    }

    private Map<String, String> listeners(int node) {
        Doors own = doors.get(node);
        String direct = "DIRECT://" + TestPorts.HOST + ":" + own.direct;
        return Map.of(
                "listeners",
                direct + ",LINKED://" + TestPorts.HOST + ":" + own.linked + ",CONTROLLER://" + TestPorts.HOST + ":"
                        + own.controller,
                "advertised.listeners",
                direct + ",LINKED://" + name(node) + ":" + own.linked + ",CONTROLLER://" + name(node) + ":"
                        + own.controller,
                "listener.security.protocol.map",
                "DIRECT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "LINKED",
                "controller.quorum.voters",
                IntStream.range(0, doors.size())
                        .mapToObj(each -> each + "@" + name(each) + ":" + doors.get(each).controller)
                        .collect(Collectors.joining(",")));
    }

    /** Times within which a node that is away is noticed: by default 9 s, and 30 s where it only does not answer. */
    private static Map<String, String> quick() {
        return Map.of(
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "500",
                "replica.lag.time.max.ms", "4000",
                "replica.socket.timeout.ms", "4000",
                "request.timeout.ms", "4000");
    }

    /** Eight JVMs share the machine. */
    private static Map<String, String> small() {
        return Map.of(
                "num.network.threads", "1",
                "num.io.threads", "2",
                "background.threads", "2",
                "group.coordinator.threads", "1",
                "share.coordinator.threads", "1",
                "metric.reporters", "");
    }
}
