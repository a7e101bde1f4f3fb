package io.seckill.standalone.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The server properties of a one-node cluster that starts fast, is small, and idles quietly. */
final class ServerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private ServerProperties() {}

    /** All properties: those of {@code settings} over {@link #identity}, {@link #oneNode}, {@link #small} and {@link #quick}. */
    static Map<String, String> of(BrokerSettings settings, Path data, int controllerPort) {
        Map<String, String> all = new HashMap<>();
        all.putAll(identity(settings.address(), settings.address(controllerPort), data));
        all.putAll(oneNode());
        all.putAll(small());
        all.putAll(quick());
        all.putAll(settings.properties());
        return all;
    }

    private static Map<String, String> identity(String address, String controller, Path data) {
        return Map.of(
                "node.id",
                Integer.toString(NODE_ID),
                "process.roles",
                "broker,controller",
                "listeners",
                "PLAINTEXT://" + address + "," + CONTROLLER_LISTENER + "://" + controller,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                NODE_ID + "@" + controller,
                "log.dirs",
                data.toString());
    }

    /** There is nobody to replicate to. */
    private static Map<String, String> oneNode() {
        return Map.of(
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                // As on a cluster in production: the application creates its topics, with their settings.
                "auto.create.topics.enable", "false");
    }

    private static Map<String, String> small() {
        return Map.ofEntries(
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("group.coordinator.threads", "1"),
                Map.entry("share.coordinator.threads", "1"),
                // 128 MiB of heap by default; 4 MiB still cleans 150,000 distinct keys in one pass.
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                // Bytes read and written. Without a bound it takes half a core for seconds, in the midst of a sale.
                Map.entry("log.cleaner.io.max.bytes.per.second", "16777216"),
                // By default a no-op record every 500 ms, for followers that do not exist.
                Map.entry("metadata.max.idle.interval.ms", "0"),
                // No copy of every metric in JMX: costs time at the start and is read by nobody.
                Map.entry("metric.reporters", ""));
    }

    private static Map<String, String> quick() {
        return Map.of(
                "group.initial.rebalance.delay.ms", "0",
                // After a crash the node may not come back before its former life has timed out, by default after 9 s.
                // Less than this, and a machine that is very busy has its broker declared dead while it lives.
                "broker.session.timeout.ms", "6000",
                "broker.heartbeat.interval.ms", "1000",
                // How soon a silent consumer may be declared dead. The consumers choose; this only allows them to.
                "group.min.session.timeout.ms", "1000",
                // How often transactions that ran out of time are looked for, 10 s by default: until one is aborted,
                // nothing behind it can be read.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    }
}
