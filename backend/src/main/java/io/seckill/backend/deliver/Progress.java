package io.seckill.backend.deliver;

import io.seckill.v1.QueuePosition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the queues are decided, as far as this backend had a part in it; one that it gave away stays as it was, which
 * misleads nobody, since readers keep the highest. Any thread may write and read it: no hop, and so no queue of hops.
 */
final class Progress {
    private final Map<Integer, Long> decided = new ConcurrentHashMap<>(); // one entry a queue

    void advance(List<QueuePosition> positions) {
        positions.forEach(position -> decided.merge(position.getQueue(), position.getOffset(), Math::max));
    }

    /** The queues that have come further than {@code told}, a map from queue to position. */
    List<QueuePosition> since(Map<Integer, Long> told) {
        return decided.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(told.get(entry.getKey())))
                .map(entry -> QueuePosition.newBuilder()
                        .setQueue(entry.getKey())
                        .setOffset(entry.getValue())
                        .build())
                .toList();
    }

    /** Whether {@link #since} has something to say. */
    boolean newsSince(Map<Integer, Long> told) {
        return !decided.equals(told);
    }
}
