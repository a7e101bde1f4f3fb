package io.seckill.backend.repartition;

import io.seckill.kafka.TopicSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPartitionsException;

/** Gives the topics that are numbered like the queues more partitions. Blocks. */
final class Partitions {
    private final Admin admin;

    /** The requests last: a backend that sees a new queue needs its part of the ledger at once. */
    private final List<String> topics;

    Partitions(Admin admin, TopicSettings settings) {
        this.admin = admin;
        Set<String> present = answer(admin.listTopics().names());
        this.topics = Stream.of(settings.orders(), settings.deadLetters(), settings.retries(), settings.requests())
                .filter(present::contains)
                .toList();
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

    private Map<String, TopicDescription> descriptions() {
        return answer(admin.describeTopics(topics).allTopicNames());
    }

    static <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new KafkaException("the cluster did not do what was asked: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
