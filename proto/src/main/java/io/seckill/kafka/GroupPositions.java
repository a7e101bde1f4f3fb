package io.seckill.kafka;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * How far a group of backends is in each queue, and apart from that, who holds each queue now. Both come from the
 * broker, so any process can tell, whoever lives.
 */
public final class GroupPositions {
    private static final int PATIENCE_MS = 3_000;

    private final Admin admin;
    private final String group;
    private final String topic;
    private final List<TopicPartition> queues;

    /** Asks {@code admin} about {@code group} and the queues of {@code topics}. */
    public GroupPositions(Admin admin, String group, TopicSettings topics) {
        this.admin = admin;
        this.group = group;
        this.topic = topics.requests();
        this.queues = IntStream.range(0, topics.queues())
                .mapToObj(queue -> new TopicPartition(topic, queue))
                .toList();
    }

    /** What can be said now; fails with Kafka's exception where the cluster does not answer soon. */
    public CompletionStage<JsonObject> read() {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        queues.forEach(queue -> latest.put(queue, OffsetSpec.latest()));
        var ends = admin.listOffsets(latest, new ListOffsetsOptions().timeoutMs(PATIENCE_MS))
                .all()
                .toCompletionStage();
        var positions = admin.listConsumerGroupOffsets(
                        group, new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MS))
                .partitionsToOffsetAndMetadata()
                .toCompletionStage();
        var members = admin.describeConsumerGroups(
                        List.of(group), new DescribeConsumerGroupsOptions().timeoutMs(PATIENCE_MS))
                .all()
                .toCompletionStage()
                .thenApply(groups -> groups.values().stream()
                        .map(ConsumerGroupDescription::members)
                        .flatMap(Collection::stream)
                        .toList())
                .exceptionally(GroupPositions::noneIfNoGroup);
        return ends.thenCombine(positions, this::queues)
                .thenCombine(
                        members,
                        (all, those) -> new JsonObject()
                                .put("group", group)
                                .put("topic", topic)
                                .put("queues", all)
                                .put("holders", holders(those)));
    }

    private static List<MemberDescription> noneIfNoGroup(Throwable failure) {
        if (Topics.rootOf(failure) instanceof GroupIdNotFoundException) {
            return List.of();
        }
        throw new CompletionException(failure);
    }

    private JsonArray queues(
            Map<TopicPartition, ListOffsetsResultInfo> ends, Map<TopicPartition, OffsetAndMetadata> positions) {
        JsonArray all = new JsonArray();
        for (TopicPartition queue : queues) {
            ListOffsetsResultInfo end = ends.get(queue);
            all.add(queue(queue.partition(), end == null ? 0 : end.offset(), positions.get(queue)));
        }
        return all;
    }

    private static JsonObject queue(int queue, long end, @Nullable OffsetAndMetadata position) {
        long decided = position == null ? 0 : position.offset();
        JsonObject json = new JsonObject()
                .put("queue", queue)
                .put("position", decided)
                .put("end", end)
                .put("lag", Math.max(0, end - decided));
        QueueNote note = position == null ? QueueNote.NONE : QueueNote.parse(position.metadata());
        return json.put("inFlight", note.inFlight()).put("holes", note.holes()).put("retries", note.retries());
    }

    private JsonArray holders(List<MemberDescription> members) {
        JsonArray holders = new JsonArray();
        for (TopicPartition queue : queues) {
            members.stream()
                    .filter(member -> member.assignment().topicPartitions().contains(queue))
                    .forEach(member -> holders.add(new JsonObject()
                            .put("queue", queue.partition())
                            .put("member", member.clientId())
                            .put("host", member.host())));
        }
        return holders;
    }
}
