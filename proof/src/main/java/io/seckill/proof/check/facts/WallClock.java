package io.seckill.proof.check.facts;

import io.seckill.proof.check.evidence.QueuedCommand;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the brokers' time is in the campaign's. A command is appended after its client asks and before the client hears
 * how it ended; thousands of those leave little room.
 */
public final class WallClock {
    private static final long MOST_APART = 2;

    private long earliestBegin = Long.MIN_VALUE; // of the campaign, in milliseconds since the Unix epoch
    private long latestBegin = Long.MAX_VALUE;

    /** Of a campaign with {@code facts}. */
    public WallClock(Facts facts) {
        for (Exchange each : facts.exchanges()) {
            List<QueuedCommand> queued = each.request() == null ? List.of() : facts.queued(each.request());
            if (queued.size() == 1) {
                long appended = queued.get(0).timestamp();
                latestBegin = Math.min(latestBegin, appended + 1 - TimeUnit.NANOSECONDS.toMillis(each.asked()));
                if (each.isDone() || each.outcome() != null) {
                    long answered = TimeUnit.NANOSECONDS.toMillis(each.answered());
                    earliestBegin = Math.max(earliestBegin, appended - 1 - answered);
                }
            }
        }
    }

    /** Whether it is known to some milliseconds; false where clocks contradict each other, or nothing was queued. */
    public boolean isKnown() {
        return earliestBegin > Long.MIN_VALUE
                && latestBegin < Long.MAX_VALUE
                && latestBegin - earliestBegin >= -MOST_APART;
    }

    /** The earliest that {@code time}, in milliseconds since the Unix epoch, can be: nanoseconds since the campaign began. */
    public long earliest(long time) {
        return TimeUnit.MILLISECONDS.toNanos(time - Math.max(latestBegin, earliestBegin));
    }

    /** The latest that it can be. */
    public long latest(long time) {
        return TimeUnit.MILLISECONDS.toNanos(time - Math.min(latestBegin, earliestBegin));
    }
}
