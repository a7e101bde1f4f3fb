package io.seckill.gateway.backlog;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far one queue is decided, how long its line is and how fast it goes.
 *
 * <p>All but the count of what is on its way is written under this object's lock: progress some times for each batch of results,
 * the end by the producer's thread. Readers take no lock: what they see may be a moment old.
 */
final class QueueProgress {
    private static final long UNKNOWN = -1;

    /**
     * The first offset not decided, or {@link #UNKNOWN}. Goes back only where the queue itself has: after an unclean election,
     * or where the topic was made anew.
     */
    private volatile long decided = UNKNOWN; // written under the lock

    private volatile long progressedAt; // written under the lock
    private final DrainRate drainRate = new DrainRate(); // written under the lock

    /** The first offset that is not taken, as the latest acknowledgement says. */
    private volatile long end; // written under the lock

    /** The end of the queue as the broker last told it; others' commands count. */
    private volatile long brokersEnd; // written under the lock

    /** When something began to wait where nothing had waited. */
    private volatile long waitingSince; // written under the lock

    /** Commands of this gateway that are sent and not acknowledged. */
    private final AtomicInteger onTheWay = new AtomicInteger();

    synchronized void advance(long offset, long now) {
        if (offset <= decided) {
            return; // an older word, overtaken on another stream, or the same once more
        }
        boolean stoodStill = standstillMillis(now) >= DrainRate.MAX_ROUND_MILLIS;
        if (waitingSince > progressedAt) {
            drainRate.begin(decided, end, waitingSince); // nothing waited before: idle time is no slowness
        }
        decided = offset;
        progressedAt = now;
        if (stoodStill) {
            drainRate.begin(offset, end, now);
        } else {
            drainRate.progress(offset, end, now);
        }
    }

    void sent() {
        onTheWay.incrementAndGet();
    }

    /** Offsets come in their order: one that was acknowledged before says that the queue has lost its end. */
    synchronized void appended(long offset, long now) {
        onTheWay.decrementAndGet();
        if (offset < 0) {
            return; // the broker had the command already, and no longer knows where
        }
        if (offset < end) {
            goBack(UNKNOWN, offset, now);
        }
        if (end <= decided) {
            waitingSince = now;
        }
        end = offset + 1;
    }

    /**
     * How far this queue is believed to be decided, where nobody has yet shown that it reaches so far, else {@link #UNKNOWN}.
     * Mostly others have appended; or a word was wrong.
     */
    long doubted() {
        long believed = decided;
        return believed > Math.max(end, brokersEnd) ? believed : UNKNOWN;
    }

    /** The broker, asked when {@code doubted} was believed, says that this queue is decided to {@code offset} and ends at {@code queueEnd}. */
    synchronized void check(long doubted, long offset, long queueEnd, long now) {
        if (doubted > queueEnd) {
            goBack(offset, Math.min(end, queueEnd), now);
        }
        brokersEnd = queueEnd;
    }

    private void goBack(long offset, long queueEnd, long now) {
        decided = offset;
        end = queueEnd;
        brokersEnd = 0;
        progressedAt = now;
        waitingSince = now;
        drainRate.begin(offset, offset, now);
    }

    void notAppended() {
        onTheWay.decrementAndGet();
    }

    boolean known() {
        return decided != UNKNOWN;
    }

    /** Whether something is appended that is not known to be decided. */
    boolean behind() {
        return end > decided;
    }

    /** Since when the command at the head of the line has seen no progress; 0 where nothing waits. */
    long standstillMillis(long now) {
        return known() && behind() ? Math.max(0, now - Math.max(progressedAt, waitingSince)) : 0;
    }

    /**
     * How long a command appended now will about wait; 0 where nothing tells that it will wait. A word on progress from
     * before the line began is none about this line: it may be hours old.
     */
    long predictedWaitMillis() {
        if (!known() || !drainRate.proven() || !behind() || progressedAt < waitingSince) {
            return 0;
        }
        return Math.round((end - decided + onTheWay.get()) / drainRate.perMilli());
    }

    /** While nothing moves, nobody knows how long it will take: what was decided before says nothing. */
    BacklogEstimate estimate(long offset, long now) {
        long ahead = Math.max(0, offset - decided);
        double rate = standstillMillis(now) > DrainRate.MAX_ROUND_MILLIS ? 0 : drainRate.perMilli();
        return new BacklogEstimate(ahead, rate > 0 ? Math.round((ahead + 1) / rate) : -1);
    }
}
