package io.seckill.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.Kafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
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

    private final Path folder;
    private final List<String> addresses = new ArrayList<>();
    private final List<ChildProcess> nodes = new ArrayList<>();

    private BrokerProcesses(Path folder) {
        this.folder = folder;
    }

    /** Starts all of them, with their data in {@code folder}, which is empty; returns when they are one cluster. */
    public static BrokerProcesses start(Path folder) throws Exception {
        BrokerProcesses brokers = new BrokerProcesses(folder);
        List<String> controllers = IntStream.range(0, NODES)
                .mapToObj(node -> TestPorts.HOST + ":" + TestPorts.next())
                .toList();
        String voters = IntStream.range(0, NODES)
                .mapToObj(node -> node + 1 + "@" + controllers.get(node))
                .collect(Collectors.joining(","));
        String cluster = Uuid.randomUuid().toString();
        for (int node = 0; node < NODES; node++) {
            Path data = Files.createDirectory(folder.resolve("data-" + node));
            TestBroker.format(node + 1, cluster, data);
            String address = TestPorts.HOST + ":" + TestPorts.next();
            brokers.addresses.add(address);
            Map<String, String> all = TestBroker.properties(Integer.toString(NODES));
            all.putAll(Map.of(
                    "node.id",
                    Integer.toString(node + 1),
                    "process.roles",
                    "broker,controller",
                    "listeners",
                    "PLAINTEXT://" + address + "," + TestBroker.CONTROLLER + "://" + controllers.get(node),
                    "controller.listener.names",
                    TestBroker.CONTROLLER,
                    "controller.quorum.voters",
                    voters,
                    "log.dirs",
                    data.toString(),
                    "min.insync.replicas",
                    "2",
                    "transaction.state.log.min.isr",
                    "2",
                    // So soon others lead what a node led that has been killed.
                    "broker.session.timeout.ms",
                    "3000",
                    "broker.heartbeat.interval.ms",
                    "500"));
            brokers.write(node, all);
            brokers.nodes.add(brokers.launch(node));
        }
        brokers.awaitAllInSync();
        return brokers;
    }

    private Path settings(int node) {
        return folder.resolve("node-" + node + ".properties");
    }

    private void write(int node, Map<String, String> all) throws IOException {
        Properties properties = new Properties();
        properties.putAll(all);
        try (Writer writer = Files.newBufferedWriter(settings(node))) {
            properties.store(writer, null);
        }
    }

    private ChildProcess launch(int node) {
        return ChildProcess.main(
                "node-" + node, Kafka.class, "256m", List.of(settings(node).toString()));
    }

    /** {@code host:port} of every node, for clients. */
    public String bootstrapServers() {
        return String.join(",", addresses);
    }

    /** SIGKILL; its data stay. */
    public void kill(int node) {
        nodes.get(node).kill();
    }

    /** Starts a node again that was killed; not yet in the cluster. */
    public void startAgain(int node) {
        nodes.set(node, launch(node));
    }

    /** Waits until there are all nodes, and each partition is whole on all of its own: then another one may be killed. */
    public void awaitAllInSync() {
        Map<String, Object> asking = Map.of(
                "bootstrap.servers", bootstrapServers(), "request.timeout.ms", 2_000, "default.api.timeout.ms", 4_000);
        try (Admin admin = Admin.create(asking)) {
            await("all brokers in sync")
                    .atMost(IN_SYNC_WITHIN)
                    .ignoreException(ExecutionException.class)
                    .until(() -> outOfSync(admin), List::isEmpty);
        }
    }

    /** What lacks a node; the whole cluster where a node is away. */
    private static List<String> outOfSync(Admin admin) throws InterruptedException, ExecutionException {
        if (admin.describeCluster().nodes().get().size() < NODES) {
            return List.of("the cluster");
        }
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .filter(topic -> !topic.partitions().stream().allMatch(BrokerProcesses::isInSync))
                .map(TopicDescription::name)
                .toList();
    }

    private static boolean isInSync(TopicPartitionInfo partition) {
        return partition.isr().size() == partition.replicas().size();
    }

    /** Kills those that still run. */
    @Override
    public void close() {
        nodes.forEach(ChildProcess::close);
    }
}
