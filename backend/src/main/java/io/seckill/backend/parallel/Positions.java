package io.seckill.backend.parallel;

import io.seckill.backend.parallel.lane.Lane;
import io.seckill.backend.parallel.lane.LaneState;
import io.seckill.kafka.OffsetMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits how far the lanes are, and with it, where their retry queues begin. Owned by the engine's thread. */
final class Positions {
    private static final Logger log = LoggerFactory.getLogger(Positions.class);

    private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(2);

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> asked = new HashMap<>(); // what was last sent off

    Positions(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /** Sends off what has changed since the last time. */
    void commit(Map<TopicPartition, Lane> lanes) {
        Map<TopicPartition, OffsetAndMetadata> changed = changed(lanes);
        if (changed.isEmpty()) {
            return;
        }
        asked.putAll(changed);
        consumer.commitAsync(changed, (positions, failure) -> {
            if (failure != null) {
                log.debug("positions not committed, they will be next time", failure);
                asked.keySet().removeAll(positions.keySet());
            }
        });
    }

    /** Commits and waits for it, before queues are given up. */
    void commitNow(Map<TopicPartition, Lane> lanes) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        lanes.forEach((queue, lane) -> positions.put(queue, position(lane)));
        if (positions.isEmpty()) {
            return;
        }
        try {
            commitSync(positions);
        } catch (KafkaException e) {
            log.warn("the last positions of {} are not committed; some of it will be decided again", lanes.keySet(), e);
        }
        asked.keySet().removeAll(lanes.keySet());
    }

    /**
     * Commits, and says whether the group has taken it: then its coordinator knows this member, and what {@code lanes} hand out
     * is theirs to decide.
     */
    boolean confirm(Map<TopicPartition, Lane> lanes) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        lanes.forEach((queue, lane) -> positions.put(queue, position(lane)));
        try {
            if (!positions.isEmpty()) {
                consumer.commitSync(positions, CONFIRMED_WITHIN);
            }
            return true;
        } catch (WakeupException strayAlarm) {
            return false; // asked again in the next turn
        } catch (KafkaException e) {
            log.warn("the group does not confirm that {} are still held here", lanes.keySet(), e);
            return false;
        }
    }

    private void commitSync(Map<TopicPartition, OffsetAndMetadata> positions) {
        try {
            consumer.commitSync(positions);
        } catch (WakeupException strayAlarm) {
            consumer.commitSync(positions); // an event rang while this thread was already awake
        }
    }

    /** Forgets queues that are no longer held. */
    void keepOnly(Set<TopicPartition> queues) {
        asked.keySet().retainAll(queues);
    }

    private Map<TopicPartition, OffsetAndMetadata> changed(Map<TopicPartition, Lane> lanes) {
        Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
        lanes.forEach((queue, lane) -> {
            OffsetAndMetadata position = position(lane);
            if (!position.equals(asked.get(queue))) {
                changed.put(queue, position);
            }
        });
        return changed;
    }

    private static OffsetAndMetadata position(Lane lane) {
        LaneState state = lane.state();
        OffsetMetadata note = new OffsetMetadata(
                state.retryPosition(), state.inFlight(), state.holes(), state.retries(), state.firstRetry());
        return new OffsetAndMetadata(state.position(), note.print());
    }
}
