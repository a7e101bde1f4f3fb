package io.seckill.testkit;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.Kafka;

/**
 * A node of a Kafka cluster, broker and controller, that runs as a process of its own.
 *
 * @param name of the process
 * @param settings the file of its properties
 */
public record BrokerNode(String name, Path settings) {
    private static final String HEAP = "256m";

    /** Which node of which cluster it is, and how many copies the cluster's own topics have. */
    public record Identity(int id, String cluster, int replication) {}

    /**
     * Formats its data and writes its settings, both to new files in {@code folder}.
     *
     * @param properties what else it has: at least its listeners, its roles and the voters; they win over the usual ones
     */
    public static BrokerNode create(String name, Identity identity, Path folder, Map<String, String> properties)
            throws IOException {
        Path data = Files.createDirectory(folder.resolve("data-" + name));
        format(identity, data);
        Properties all = new Properties();
        all.putAll(TestBroker.properties(Integer.toString(identity.replication())));
        all.putAll(Map.of(
                "node.id",
                Integer.toString(identity.id()),
                "process.roles",
                "broker,controller",
                "controller.listener.names",
                TestBroker.CONTROLLER,
                "log.dirs",
                data.toString()));
        all.putAll(properties);
        Path settings = folder.resolve(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(settings)) {
            all.store(writer, null);
        }
        return new BrokerNode(name, settings);
    }

    private static void format(Identity identity, Path data) throws IOException {
        try {
            TestBroker.format(identity.id(), identity.cluster(), data);
        } catch (Exception e) {
            throw new IOException("cannot format " + data, e);
        }
    }

    /** Starts it, now or again; its output is below {@code target/processes}. */
    public ChildProcess launch() {
        return ChildProcess.main(name, Kafka.class, HEAP, List.of(settings.toString()));
    }

    /** Starts it with more {@code flags} for Java; its output is added to the file {@code output}. */
    public ChildProcess launch(List<String> flags, Path output) {
        List<String> command = new ArrayList<>(List.of(ChildProcess.javaItself()));
        command.addAll(ChildProcess.shortLived(Kafka.class, HEAP, flags, List.of(settings.toString())));
        return ChildProcess.start(name, command, Map.of(), output);
    }
}
