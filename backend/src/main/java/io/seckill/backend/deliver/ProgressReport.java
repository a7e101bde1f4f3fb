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
    /** The least time between two words: a place in line that is so old is as good as a new one to a person. */
    static final long INTERVAL_MS = 100;

    private final Progress progress;
    private final Map<Integer, Long> told = new HashMap<>();
    private long notBefore = Long.MIN_VALUE;

    ProgressReport(Progress progress) {
        this.progress = progress;
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
        notBefore = now + INTERVAL_MS;
        List<QueuePosition> news = progress.since(told);
        news.forEach(position -> told.put(position.getQueue(), position.getOffset()));
        return news;
    }

    /** A new stream may lead to a new life of the gateway, which has heard nothing. */
    void startAnew() {
        told.clear();
    }
}
