package io.seckill.warm;

import io.seckill.kafka.TopicSettings;
import io.seckill.kafka.Topics;
import io.seckill.slots.OrderingKey;
import io.seckill.slots.Partitioning;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of warm-ups, shared by all processes. Each finds its own records by their key, an item that only it has. */
public final class WarmUpTopics {
    private static final String SUFFIX = ".warmup";
    private static final long TIMEOUT_SECONDS = 5;
    private static final String RETENTION_MILLIS =
            Long.toString(Duration.ofMinutes(1).toMillis());

    private static final Map<String, String> SHORT_LIVED = Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            RETENTION_MILLIS,
            TopicConfig.SEGMENT_MS_CONFIG,
            RETENTION_MILLIS,
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "LogAppendTime");

    private WarmUpTopics() {}

    /** Those beside {@code topics}: one queue, with the same copies. */
    public static TopicSettings beside(TopicSettings topics) {
        return new TopicSettings(
                topics.prefix() + SUFFIX,
                1,
                topics.replication(),
                topics.minInsyncReplicas(),
                Partitioning.SLOTS,
                OrderingKey.ITEM);
    }

    /**
     * Creates those of {@code topics} that are missing. Blocks for a few seconds at most.
     *
     * @throws CompletionException where the cluster refuses that
     */
    public static void create(Admin admin, TopicSettings topics) {
        var wanted = Stream.of(topics.requests(), topics.orders(), topics.items())
                .map(name -> new NewTopic(name, 1, (short) topics.replication()).configs(SHORT_LIVED))
                .toList();
        for (KafkaFuture<Void> created : admin.createTopics(wanted).values().values()) {
            try {
                created.toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .join();
            } catch (CompletionException e) {
                if (!(Topics.rootOf(e) instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }
}
