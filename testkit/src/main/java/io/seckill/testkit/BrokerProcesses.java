package io.seckill.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of three nodes, each a broker, a controller and a process of its own. Any one of them can be killed, and what
 * was acknowledged is on the two others. Used by one thread.
 */
public final class BrokerProcesses implements AutoCloseable {
    /** How many there are; they are numbered from 0. */
    public static final int NODES = 3;

    /** A JVM starts, and reads what it has missed; a busy machine takes its time. */
    private static final Duration IN_SYNC_WITHIN = Duration.ofMinutes(2);

    private final List<String> addresses = new ArrayList<>();
    private final List<BrokerNode> nodes = new ArrayList<>();
    private final List<ChildProcess> processes = new ArrayList<>();

    private BrokerProcesses() {}

    /** Starts all of them, with their data in {@code folder}, which is empty; returns when they are one cluster. */
    public static BrokerProcesses start(Path folder) throws Exception {
        BrokerProcesses brokers = new BrokerProcesses();
        List<String> controllers = IntStream.range(0, NODES)
                .mapToObj(node -> TestPorts.HOST + ":" + TestPorts.next())
                .toList();
        String voters = IntStream.range(0, NODES)
                .mapToObj(node -> node + 1 + "@" + controllers.get(node))
                .collect(Collectors.joining(","));
        String cluster = Uuid.randomUuid().toString();
        for (int node = 0; node < NODES; node++) {
            String address = TestPorts.HOST + ":" + TestPorts.next();
            brokers.addresses.add(address);
            BrokerNode created = BrokerNode.create(
                    "node-" + node,
                    new BrokerNode.Identity(node + 1, cluster, NODES),
                    folder,
                    Map.of(
                            "listeners",
                            "PLAINTEXT://" + address + "," + TestBroker.CONTROLLER + "://" + controllers.get(node),
                            "controller.quorum.voters",
                            voters,
                            "min.insync.replicas",
                            "2",
                            "transaction.state.log.min.isr",
                            "2",
                            // So soon others lead what a node led that has been killed.
                            "broker.session.timeout.ms",
                            "3000",
                            "broker.heartbeat.interval.ms",
                            "500"));
            brokers.nodes.add(created);
            brokers.processes.add(created.launch());
        }
        brokers.awaitAllInSync();
        return brokers;
    }

    /** {@code host:port} of every node, for clients. */
    public String bootstrapServers() {
        return String.join(",", addresses);
    }

    /** SIGKILL; its data stay. */
    public void kill(int node) {
        processes.get(node).kill();
    }

    /** Starts a node again that was killed; not yet in the cluster. */
    public void startAgain(int node) {
        processes.set(node, nodes.get(node).launch());
    }

    /** Waits until there are all nodes, and each partition is whole on all of its own: then another one may be killed. */
    public void awaitAllInSync() {
        try (ClusterHealth health = new ClusterHealth(bootstrapServers(), NODES)) {
            health.awaitWhole(IN_SYNC_WITHIN);
        }
    }

    /** Kills those that still run. */
    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
    }
}
