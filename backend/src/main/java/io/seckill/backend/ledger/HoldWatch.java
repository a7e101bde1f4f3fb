package io.seckill.backend.ledger;

import io.seckill.backend.command.HoldExpiry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Has holds expire, and sales be told to open or close, where no other command comes to do it: when one seems due by this
 * machine's clock, an {@code ExpireHolds} is appended to the queue itself, whose log says what time it is. Too early, or twice, it does no
 * harm; as long as something seems due it is sent again. Owned by the consuming thread, which it never blocks.
 */
final class HoldWatch {
    /** Between two for one queue: enough for the first to come back, and little where the clocks differ. */
    private static final long AGAIN_AFTER_NS = Duration.ofMillis(500).toNanos();

    /** After the producer has refused one, as it does while it looks for the queue's leader. */
    private static final long REFUSED_AGAIN_AFTER_NS = Duration.ofMillis(20).toNanos();

    private final HoldExpiry expiry;
    private final InstantSource clock;
    private final Map<TopicPartition, Long> notBefore = new HashMap<>(); // no more than there are queues

    HoldWatch(HoldExpiry expiry, InstantSource clock) {
        this.expiry = expiry;
        this.clock = clock;
    }

    /** Sends to {@code queue} where something seems due; {@code now} is of {@link System#nanoTime}. */
    void look(TopicPartition name, OwnedQueue queue, long now) {
        OptionalLong due = nanosToNext(name, queue, now);
        if (due.isPresent() && due.getAsLong() == 0) {
            queue.itemThatWaits().ifPresent(itemId -> notBefore.put(name, now + send(name, itemId)));
        }
    }

    /** In how many nanoseconds there is something to send, if nothing else happens; empty for never. */
    OptionalLong nanosToNext(TopicPartition name, OwnedQueue queue, long now) {
        OptionalLong moment = queue.nextMoment();
        if (moment.isEmpty()) {
            return OptionalLong.empty();
        }
        long untilDue = TimeUnit.MILLISECONDS.toNanos(moment.getAsLong() - clock.millis()); // a sale may close never
        long untilAllowed = notBefore.getOrDefault(name, now) - now;
        return OptionalLong.of(Math.max(0, Math.max(untilDue, untilAllowed)));
    }

    /** Returns how long to wait before the next. */
    private long send(TopicPartition name, String itemId) {
        return expiry.send(itemId, name.partition()) ? AGAIN_AFTER_NS : REFUSED_AGAIN_AFTER_NS;
    }
}
