package io.seckill.backend.projection;

import io.seckill.backend.membership.AssignedPartitions;
import io.seckill.backend.recovery.transactions.QueueWatch;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The queues that this member of the group holds, and where the table is in each. One whose place in the table is not
 * known is paused: neither the broker's position nor a guess may decide where it goes on.
 */
final class ProjectedPartitions extends AssignedPartitions {
    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, Long> places = new HashMap<>(); // of held queues only
    private final Map<TopicPartition, Long> shown = new HashMap<>();

    ProjectedPartitions(Consumer<?, ?> consumer) {
        super(consumer);
        this.consumer = consumer;
    }

    @Override
    protected void release(Collection<TopicPartition> queues) {
        places.keySet().removeAll(queues);
        shown.keySet().removeAll(queues);
    }

    /** Queues whose place is to be learnt from the table. */
    Set<TopicPartition> unplaced() {
        Set<TopicPartition> unplaced = new HashSet<>(held());
        unplaced.removeAll(places.keySet());
        return unplaced;
    }

    /** Goes on from where the table is: {@code positions} by queue. */
    void place(Map<Integer, Long> positions) {
        for (TopicPartition queue : unplaced()) {
            Long position = positions.get(queue.partition());
            if (position != null) {
                consumer.seek(queue, position);
                places.put(queue, position);
            }
        }
        consumer.resume(places.keySet());
    }

    /** Takes nothing for granted any more. */
    void unplace() {
        consumer.pause(held());
        places.clear();
    }

    /** Where the table is, by queue. */
    Map<Integer, Long> places() {
        Map<Integer, Long> byQueue = new HashMap<>();
        places.forEach((queue, place) -> byQueue.put(queue.partition(), place));
        return byQueue;
    }

    /** The table is at {@code positions} now. */
    void moved(Map<Integer, Long> positions) {
        places.replaceAll((queue, place) -> positions.getOrDefault(queue.partition(), place));
    }

    /** What the broker has not been shown yet. */
    Map<TopicPartition, OffsetAndMetadata> toShow() {
        Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
        for (TopicPartition queue : places.keySet()) {
            long reached = consumer.position(queue); // past the transactions' end markers too
            Long before = shown.put(queue, reached);
            if (before == null || before != reached) {
                news.put(queue, new OffsetAndMetadata(reached));
            }
        }
        return news;
    }

    /** Up to where each queue has been read, the transactions' end markers included. */
    Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        places.keySet().forEach(queue -> positions.put(queue, consumer.position(queue)));
        return positions;
    }

    /** Records of each queue, up to its high watermark, that are not fetched yet, as far as that is known. */
    Map<Integer, Long> lags(QueueWatch queues) {
        Map<Integer, Long> lags = new HashMap<>();
        positions()
                .forEach((queue, position) -> lags.put(
                        queue.partition(),
                        queues.lag(queue, position, consumer.currentLag(queue).orElse(0))));
        return lags;
    }
}
