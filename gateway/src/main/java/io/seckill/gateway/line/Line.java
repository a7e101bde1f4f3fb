package io.seckill.gateway.line;

import io.seckill.v1.QueuePosition;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far the queues are decided, as far as this gateway has heard. Safe to use from any thread. */
public final class Line {
    private final QueueProgress[] queues;
    private final LongSupplier monotonicMillis;
    private volatile long heardAt;

    /** Follows {@code queues} queues; times are those of {@code monotonicMillis}. */
    public Line(int queues, LongSupplier monotonicMillis) {
        this.queues = Stream.generate(QueueProgress::new).limit(queues).toArray(QueueProgress[]::new);
        this.monotonicMillis = monotonicMillis;
        this.heardAt = monotonicMillis.getAsLong();
    }

    /** Takes what a backend or the broker says; a queue that does not exist is passed over. */
    public void advance(List<QueuePosition> decided) {
        if (decided.isEmpty()) {
            return;
        }
        long now = monotonicMillis.getAsLong();
        heardAt = now;
        for (QueuePosition position : decided) {
            if (exists(position.getQueue())) {
                queues[position.getQueue()].advance(position.getOffset(), now);
            }
        }
    }

    /** Takes that a command of this gateway stands at {@code offset} of {@code queue}. Called by one thread. */
    public void appended(int queue, long offset) {
        if (exists(queue)) {
            queues[queue].appended(offset, monotonicMillis);
        }
    }

    /** How {@code place} stands, or null where nothing is known of its queue. */
    public @Nullable Standing standing(@Nullable Place place) {
        return place != null && exists(place.queue()) && queues[place.queue()].known()
                ? queues[place.queue()].standing(place.offset())
                : null;
    }

    /** Milliseconds since anybody said anything. */
    public long silentMillis() {
        return monotonicMillis.getAsLong() - heardAt;
    }

    private boolean exists(int queue) {
        return queue >= 0 && queue < queues.length;
    }
}
