package io.seckill.backend.repartition;

import io.seckill.v1.QueueOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** The backends as the broker knows them: which queues they hold, and how far those are decided. Blocks. */
final class DecidingGroup {
    private final Admin admin;
    private final String group;
    private final String requests;

    DecidingGroup(Admin admin, String group, String requests) {
        this.admin = admin;
        this.group = group;
        this.requests = requests;
    }

    /** Those of the first {@code count} queues that no backend holds. */
    List<Integer> unheld(int count) {
        Set<Integer> held = holdings();
        return IntStream.range(0, count)
                .filter(queue -> !held.contains(queue))
                .boxed()
                .toList();
    }

    private Set<Integer> holdings() {
        try {
            ConsumerGroupDescription members =
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            return members == null
                    ? Set.of()
                    : members.members().stream()
                            .flatMap(member -> member.assignment().topicPartitions().stream())
                            .filter(partition -> partition.topic().equals(requests))
                            .map(TopicPartition::partition)
                            .collect(Collectors.toSet());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Set.of(); // no backend has ever run
            }
            throw new KafkaException("the group " + group + " cannot be described", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The queues whose position is before their one of {@code marks}, or on it. */
    List<Integer> notPast(List<QueueOffset> marks) {
        Map<TopicPartition, OffsetAndMetadata> positions =
                Partitions.answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group));
        return marks.stream()
                .filter(mark -> !isPast(positions.get(new TopicPartition(requests, mark.getQueue())), mark))
                .map(QueueOffset::getQueue)
                .toList();
    }

    private static boolean isPast(@Nullable OffsetAndMetadata position, QueueOffset mark) {
        return position != null && position.offset() > mark.getOffset();
    }
}
