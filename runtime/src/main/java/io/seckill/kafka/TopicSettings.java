package io.seckill.kafka;

import io.seckill.contract.TopicNames;
import io.seckill.settings.Check;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;

/**
 * The topics' names and sizes.
 *
 * @param prefix what every topic's name begins with
 * @param queues partitions with which the request topic and all that share its numbering begin, 1 to {@value #MAX_QUEUES}
 * @param replication copies of every partition, 1 to 9
 * @param minInsyncReplicas copies that must have a record before it counts as written, at most {@code replication}
 * @param partitioner how keys become queues
 * @param orderingKey which of a command's fields is the key
 */
public record TopicSettings(
        String prefix,
        int queues,
        int replication,
        int minInsyncReplicas,
        Partitioning partitioner,
        OrderingKey orderingKey)
        implements TopicNames {
    /** No cluster is asked for more. */
    public static final int MAX_QUEUES = 1_000;

    /** Checks the bounds. */
    public TopicSettings {
        if (!prefix.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("prefix must be 1-100 characters of A-Za-z0-9._-, but is " + prefix);
        }
        Check.range("queues", queues, 1, MAX_QUEUES);
        Check.range("replication", replication, 1, 9);
        Check.range("minInsyncReplicas", minInsyncReplicas, 1, replication);
    }
}
