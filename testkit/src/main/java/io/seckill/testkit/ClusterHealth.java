package io.seckill.testkit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** Whether a Kafka cluster has all of its nodes, and each partition is whole on all of its own. */
public final class ClusterHealth implements AutoCloseable {
    private final Admin admin;
    private final int nodes;

    /** Asks the cluster of so many {@code nodes} at {@code bootstrapServers}, which need not be there yet. */
    public ClusterHealth(String bootstrapServers, int nodes) {
        this.admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers, "request.timeout.ms", 2_000, "default.api.timeout.ms", 4_000));
        this.nodes = nodes;
    }

    /** Waits until nothing is missing. */
    public void awaitWhole(Duration atMost) {
        await("all brokers in sync").atMost(atMost).until(this::isWhole);
    }

    /** Whether nothing is missing; false where nobody answers within 4 s. */
    public boolean isWhole() {
        try {
            return missing().isEmpty();
        } catch (ExecutionException away) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What lacks a node; the whole cluster where a node is away. */
    private List<String> missing() throws InterruptedException, ExecutionException {
        if (admin.describeCluster().nodes().get().size() < nodes) {
            return List.of("the cluster");
        }
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .filter(topic -> !topic.partitions().stream().allMatch(ClusterHealth::isInSync))
                .map(TopicDescription::name)
                .toList();
    }

    private static boolean isInSync(TopicPartitionInfo partition) {
        return partition.isr().size() == partition.replicas().size();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
