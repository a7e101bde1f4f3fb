package io.seckill.backend.deliver;

import io.seckill.v1.QueuePosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one gateway has been told of the queues' progress: only news, and never two words within an interval, however
 * many callers wait there. Owned by the deliveries' event loop.
 */
final class ProgressReport {
    private final Progress progress;
    private final long intervalMillis;
    private final Map<Integer, Long> told = new HashMap<>();
    private long notBefore = Long.MIN_VALUE;

    ProgressReport(Progress progress, long intervalMillis) {
        this.progress = progress;
        this.intervalMillis = intervalMillis;
    }

    /** Whether there is something to tell now. */
    boolean due(long now) {
        return now >= notBefore && progress.newsSince(told);
    }

    /** The news for a batch that leaves now; empty where none is due. */
    List<QueuePosition> take(long now) {
        if (!due(now)) {
            return List.of();
        }
        notBefore = now + intervalMillis;
        List<QueuePosition> news = progress.since(told);
        news.forEach(position -> told.put(position.getQueue(), position.getOffset()));
        return news;
    }

    /** A new stream may lead to a new life of the gateway, which has heard nothing. */
    void startAnew() {
        told.clear();
    }
}
