package io.seckill.backend.recovery.transactions;

import io.seckill.kafka.KafkaSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Reads a partition as it is, transactions' ends and all, with the producer of each batch: a consumer shows neither.
 * It asks the leader with the client library's own requests. For one thread; each call has its own connection.
 */
final class RawLog {
    private static final int TIMEOUT_MS = 5_000;
    private static final int BYTES = 1024 * 1024;

    private final KafkaSettings kafka;
    private final Admin admin;
    private final String clientId;

    RawLog(KafkaSettings kafka, Admin admin, String clientId) {
        this.kafka = kafka;
        this.admin = admin;
        this.clientId = clientId;
    }

    /**
     * Hands {@code more} the batches of {@code part} from {@code from} on, up to what is the end now, until it has enough.
     *
     * @throws KafkaException where the leader does not answer, or refuses
     */
    void read(TopicPartition part, long from, Predicate<RecordBatch> more) throws InterruptedException {
        TopicDescription topic = AdminAnswers.await(
                        admin.describeTopics(List.of(part.topic())).allTopicNames(), "the leader of " + part)
                .values()
                .iterator()
                .next();
        Node leader = topic.partitions().get(part.partition()).leader();
        if (leader == null || leader.isEmpty()) {
            throw new KafkaException(part + " has no leader");
        }
        try (NetworkClient client = client()) {
            if (!NetworkClientUtils.awaitReady(client, leader, Time.SYSTEM, TIMEOUT_MS)) {
                throw new KafkaException("the leader of " + part + ", " + leader + ", is not reached");
            }
            read(new Asked(client, leader, topic, part), from, more);
        } catch (IOException e) {
            throw new KafkaException("the leader of " + part + ", " + leader + ", does not answer", e);
        }
    }

    private record Asked(NetworkClient client, Node leader, TopicDescription topic, TopicPartition part) {
        FetchResponseData.PartitionData from(long offset) throws IOException {
            FetchRequest.PartitionData wanted =
                    new FetchRequest.PartitionData(topic.topicId(), offset, -1, BYTES, Optional.empty());
            FetchRequest.Builder request = FetchRequest.Builder.forConsumer(
                            ApiKeys.FETCH.latestVersion(), 0, 0, Map.of(part, wanted))
                    .isolationLevel(IsolationLevel.READ_UNCOMMITTED);
            ClientResponse response = NetworkClientUtils.sendAndReceive(
                    client,
                    client.newClientRequest(leader.idString(), request, Time.SYSTEM.milliseconds(), true),
                    Time.SYSTEM);
            FetchResponse fetched = (FetchResponse) response.responseBody();
            fetched.error().maybeThrow();
            FetchResponseData.PartitionData data = fetched.responseData(
                            Map.of(topic.topicId(), topic.name()),
                            response.requestHeader().apiVersion())
                    .get(part);
            if (data == null) {
                throw new KafkaException("the leader of " + part + ", " + leader + ", tells nothing of it");
            }
            Errors.forCode(data.errorCode()).maybeThrow();
            return data;
        }
    }

    private static void read(Asked asked, long from, Predicate<RecordBatch> more) throws IOException {
        FetchResponseData.PartitionData data = asked.from(from);
        long end = data.highWatermark();
        long next = from;
        while (next < end) {
            long before = next;
            for (RecordBatch batch : FetchResponse.recordsOrFail(data).batches()) {
                next = batch.nextOffset();
                if (next > before && !more.test(batch)) {
                    return;
                }
            }
            if (next == before) {
                throw new KafkaException(asked.part() + " has nothing at " + next + ", before its end " + end);
            }
            data = asked.from(next);
        }
    }

    private NetworkClient client() {
        Time time = Time.SYSTEM;
        LogContext log = new LogContext("[" + clientId + "] ");
        AdminClientConfig config = new AdminClientConfig(kafka.with(Map.of()));
        Selectable selector = new Selector(
                Duration.ofMinutes(1).toMillis(),
                new Metrics(),
                time,
                "raw-log",
                ClientUtils.createChannelBuilder(config, time, log),
                log);
        return new NetworkClient(
                selector,
                new ManualMetadataUpdater(),
                clientId,
                1,
                0,
                0,
                Selectable.USE_DEFAULT_BUFFER_SIZE,
                Selectable.USE_DEFAULT_BUFFER_SIZE,
                TIMEOUT_MS,
                TIMEOUT_MS,
                TIMEOUT_MS,
                time,
                true,
                new ApiVersions(),
                log,
                MetadataRecoveryStrategy.NONE);
    }
}
