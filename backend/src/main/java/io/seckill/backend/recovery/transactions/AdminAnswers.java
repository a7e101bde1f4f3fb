package io.seckill.backend.recovery.transactions;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Waits for what an {@code Admin} was asked, for a bounded time. */
public final class AdminAnswers {
    /** Somewhat longer than the admin's own time for a call, whose exception says more. */
    private static final int TIMEOUT_MS = 12_000;

    private AdminAnswers() {}

    /**
     * The answer to the question for {@code what}. Blocks.
     *
     * @throws KafkaException where the cluster refuses, or does not answer in time
     */
    public static <T> T await(KafkaFuture<T> answer, String what) throws InterruptedException {
        try {
            return answer.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("cannot learn " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no answer within " + TIMEOUT_MS + " ms: " + what, e);
        }
    }

    /** The partition of the cluster's own {@code topic} where the coordinator of {@code id} writes, by the brokers' rule. */
    static TopicPartition coordinated(Admin admin, String topic, String id) throws InterruptedException {
        int count = await(admin.describeTopics(List.of(topic)).allTopicNames(), "the partitions of " + topic)
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        return new TopicPartition(topic, Utils.abs(id.hashCode()) % count);
    }
}
