package io.seckill.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How far each group is in each queue of the requests and of the ledger, and apart from that, who holds each queue now.
 * All of it comes from the broker, so any process can tell, whoever lives.
 */
public final class GroupLagReader {
    /** For who asks over HTTP, of a process that has its connections. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Admin admin;
    private final List<String> topics;
    private final int patienceMillis;

    /** Asks {@code admin} about the groups that follow the requests or the ledger of {@code topics}; gives up after 3 s. */
    public GroupLagReader(Admin admin, TopicSettings topics) {
        this(admin, topics, PATIENCE);
    }

    /** The same, which gives each question {@code patience}. */
    public GroupLagReader(Admin admin, TopicSettings topics, Duration patience) {
        this.admin = admin;
        this.topics = List.of(topics.requests(), topics.orders());
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /**
     * What can be said now, by topic, then by name; fails with Kafka's exception where the cluster does not answer soon.
     *
     * @param group whom to tell of; empty: every group with a position, or a member, in one of the queues. The cluster
     *     is then asked about all the groups that it has, whatever they follow
     */
    public CompletionStage<List<GroupLag>> read(Optional<String> group) {
        CompletionStage<List<String>> groups = group.map(List::of)
                .<CompletionStage<List<String>>>map(CompletableFuture::completedStage)
                .orElseGet(this::allGroups);
        return queues().thenCompose(queues -> groups.thenCompose(names -> read(names, queues)));
    }

    private CompletionStage<List<String>> allGroups() {
        return admin.listGroups(ListGroupsOptions.forConsumerGroups().timeoutMs(patienceMillis))
                .all()
                .toCompletionStage()
                .thenApply(groups ->
                        groups.stream().map(GroupListing::groupId).sorted().toList());
    }

    /** As many as there are now, whatever the settings say: queues are added while the cluster runs. */
    private CompletionStage<List<TopicPartition>> queues() {
        return Topics.described(
                        admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(patienceMillis)),
                        UnknownTopicOrPartitionException.class::isInstance)
                .thenApply(there -> there.values().stream()
                        .flatMap(topic -> queuesOf(topic).stream())
                        .toList());
    }

    private static List<TopicPartition> queuesOf(TopicDescription topic) {
        return IntStream.range(0, topic.partitions().size())
                .mapToObj(queue -> new TopicPartition(topic.name(), queue))
                .toList();
    }

    private CompletionStage<List<GroupLag>> read(List<String> groups, List<TopicPartition> queues) {
        var ends = offsets(queues, OffsetSpec.latest());
        var begins = offsets(queues, OffsetSpec.earliest());
        var positions = admin.listConsumerGroupOffsets(
                        groups.stream()
                                .collect(Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec())),
                        new ListConsumerGroupOffsetsOptions().timeoutMs(patienceMillis))
                .all()
                .toCompletionStage();
        return begins.thenCombine(ends, Limits::new)
                .thenCompose(limits -> positions.thenCompose(
                        those -> members(groups).thenApply(members -> standings(groups, those, members, limits))));
    }

    private record Limits(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {}

    /** A member with its group's name. */
    private record Member(String group, MemberDescription description) {}

    private CompletionStage<Map<TopicPartition, Long>> offsets(List<TopicPartition> queues, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = queues.stream().collect(Collectors.toMap(queue -> queue, any -> which));
        return admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(patienceMillis))
                .all()
                .toCompletionStage()
                .thenApply(answers -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    answers.forEach((queue, answer) -> offsets.put(queue, answer.offset()));
                    return offsets;
                });
    }

    private CompletionStage<List<Member>> members(List<String> groups) {
        return admin
                .describeConsumerGroups(groups, new DescribeConsumerGroupsOptions().timeoutMs(patienceMillis))
                .describedGroups()
                .values()
                .stream()
                .map(group -> unless(
                        GroupIdNotFoundException.class,
                        group,
                        described -> described.members().stream()
                                .map(member -> new Member(described.groupId(), member))
                                .toList()))
                .reduce(CompletableFuture.completedStage(List.of()), GroupLagReader::both);
    }

    /** {@code list} of what {@code asked} answers, or nothing where it fails with {@code absence}. */
    private static <A, T> CompletionStage<List<T>> unless(
            Class<? extends Exception> absence, KafkaFuture<A> asked, Function<A, List<T>> list) {
        return asked.toCompletionStage().thenApply(list).exceptionally(failure -> {
            if (absence.isInstance(Topics.rootOf(failure))) {
                return List.of();
            }
            throw new CompletionException(failure);
        });
    }

    private static <T> CompletionStage<List<T>> both(CompletionStage<List<T>> one, CompletionStage<List<T>> other) {
        return one.thenCombine(
                other,
                (first, second) ->
                        Stream.of(first, second).flatMap(Collection::stream).toList());
    }

    private List<GroupLag> standings(
            List<String> groups,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> positions,
            List<Member> members,
            Limits limits) {
        List<GroupLag> standings = new ArrayList<>();
        for (String topic : topics) {
            List<TopicPartition> queues = limits.ends().keySet().stream()
                    .filter(queue -> queue.topic().equals(topic))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            for (String group : groups) {
                Map<TopicPartition, OffsetAndMetadata> those = positions.getOrDefault(group, Map.of());
                List<GroupLag.Holder> holders = holders(group, queues, members);
                if (!holders.isEmpty() || queues.stream().anyMatch(those::containsKey)) {
                    standings.add(new GroupLag(group, topic, places(queues, those, limits), holders));
                }
            }
        }
        return standings;
    }

    private static List<GroupLag.Queue> places(
            List<TopicPartition> queues, Map<TopicPartition, OffsetAndMetadata> positions, Limits limits) {
        return queues.stream()
                .map(queue -> {
                    OffsetAndMetadata position = positions.get(queue);
                    return new GroupLag.Queue(
                            queue.partition(),
                            position == null ? limits.begins().getOrDefault(queue, 0L) : position.offset(),
                            limits.ends().getOrDefault(queue, 0L),
                            position == null ? OffsetMetadata.NONE : OffsetMetadata.parse(position.metadata()));
                })
                .toList();
    }

    private static List<GroupLag.Holder> holders(String group, List<TopicPartition> queues, List<Member> members) {
        return queues.stream()
                .flatMap(queue -> members.stream()
                        .filter(member -> member.group().equals(group))
                        .map(Member::description)
                        .filter(member -> member.assignment().topicPartitions().contains(queue))
                        .map(member -> new GroupLag.Holder(queue.partition(), member.clientId(), member.host())))
                .toList();
    }
}
