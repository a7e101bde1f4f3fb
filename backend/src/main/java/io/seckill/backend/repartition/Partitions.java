package io.seckill.backend.repartition;

import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Gives the topics that are numbered like the queues more partitions. Blocks. */
final class Partitions {
    private final Admin admin;

    /** The requests last: a backend that sees a new queue needs its part of the ledger at once. */
    private final List<String> topics;

    Partitions(Admin admin, TopicSettings settings) {
        this.admin = admin;
        List<String> all = List.of(settings.orders(), settings.deadLetters(), settings.retries(), settings.requests());
        // A list of all topics would be silent of one that this user may not see: the others would outgrow it.
        Set<String> present = answer(
                        Topics.described(admin.describeTopics(all), UnknownTopicOrPartitionException.class::isInstance))
                .keySet();
        this.topics = all.stream().filter(present::contains).toList();
    }

    /**
     * Gives each topic {@code count} partitions, where it has fewer.
     *
     * <p>It asks for all of them without a look first: between look and word another growth could have done it.
     */
    void grow(int count) {
        for (String topic : topics) {
            try {
                answer(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(count)))
                        .all());
            } catch (KafkaException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    throw new KafkaException("the ACLs do not let this user alter the topic " + topic, e.getCause());
                }
                if (!(e.getCause() instanceof InvalidPartitionsException)) {
                    throw e;
                } // else it has as many, or more
            }
        }
    }

    /** The topics that do not have {@code count} partitions yet, each with a leader. */
    List<String> missing(int count) {
        return descriptions().values().stream()
                .filter(topic -> ledPartitions(topic) < count)
                .map(TopicDescription::name)
                .sorted()
                .toList();
    }

    private static long ledPartitions(TopicDescription topic) {
        return topic.partitions().stream()
                .filter(partition ->
                        partition.leader() != null && !partition.leader().isEmpty())
                .count();
    }

    private static <T> T answer(CompletionStage<T> asked) {
        try {
            return asked.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new KafkaException("the cluster did not do what was asked: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Map<String, TopicDescription> descriptions() {
        return answer(admin.describeTopics(topics).allTopicNames());
    }

    static <T> T answer(KafkaFuture<T> asked) {
        return answer(asked.toCompletionStage());
    }
}
