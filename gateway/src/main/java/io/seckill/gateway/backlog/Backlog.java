package io.seckill.gateway.backlog;

import io.seckill.v1.QueuePosition;
import io.seckill.v1.Result;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The line before each queue: how far it is decided and where it ends, as far as this gateway has heard. Safe to use from
 * any thread.
 *
 * <p>The end is known from the acknowledgements of this gateway's own commands, which count everybody's: they are offsets.
 */
public final class Backlog {
    /** Replaced as a whole by a longer one, of which it is the beginning. */
    private volatile QueueProgress[] queues;

    private final LongSupplier monotonicMillis;
    private volatile long heardAt;

    /** Follows {@code queues} queues; times are those of {@code monotonicMillis}. */
    public Backlog(int queues, LongSupplier monotonicMillis) {
        this.queues = Stream.generate(QueueProgress::new).limit(queues).toArray(QueueProgress[]::new);
        this.monotonicMillis = monotonicMillis;
        this.heardAt = monotonicMillis.getAsLong();
    }

    /** Follows {@code wanted} queues from now on, where it followed fewer. */
    public synchronized void grow(int wanted) {
        int known = queues.length;
        if (wanted > known) {
            QueueProgress[] more = Arrays.copyOf(queues, wanted);
            Arrays.setAll(more, queue -> queue < known ? more[queue] : new QueueProgress());
            queues = more;
        }
    }

    /** Takes what a believable backend or the broker says; a queue that does not exist is passed over. */
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

    /** Takes {@code results} as words on progress: those of one queue are delivered in its order, or nearly. */
    public void delivered(List<Result> results) {
        long now = monotonicMillis.getAsLong();
        QueueProgress[] known = queues;
        long[] decided = new long[known.length];
        for (Result result : results) {
            int queue = result.getQueue();
            if (queue >= 0 && queue < decided.length) {
                decided[queue] = Math.max(decided[queue], result.getOffset() + 1);
            }
        }
        for (int queue = 0; queue < decided.length; queue++) {
            if (decided[queue] > 0) {
                known[queue].advance(decided[queue], now);
            }
        }
    }

    /** A command is on its way to {@code queue}; {@link #appended} or {@link #notAppended} follows. */
    public void sent(int queue) {
        queues[queue].sent();
    }

    /** A command sent to {@code queue} stands at {@code offset}. Called by one thread, the producer's. */
    public void appended(int queue, long offset) {
        queues[queue].appended(offset, monotonicMillis.getAsLong());
    }

    /** A command sent to {@code queue} is not in it, or nobody knows. */
    public void notAppended(int queue) {
        queues[queue].notAppended();
    }

    /** How long a command appended to {@code queue} now will about wait, in milliseconds; 0 where that is not known. */
    public long predictedWaitMillis(int queue) {
        return queues[queue].predictedWaitMillis();
    }

    /** The longest {@link #predictedWaitMillis} of all queues. */
    public long longestPredictedWaitMillis() {
        return Stream.of(queues)
                .mapToLong(QueueProgress::predictedWaitMillis)
                .max()
                .orElse(0);
    }

    /** For how long {@code queue} has made no progress although something waits in it, in milliseconds. */
    public long standstillMillis(int queue) {
        return queues[queue].standstillMillis(monotonicMillis.getAsLong());
    }

    /** The longest {@link #standstillMillis} of all queues. */
    public long longestStandstillMillis() {
        long now = monotonicMillis.getAsLong();
        return Stream.of(queues)
                .mapToLong(queue -> queue.standstillMillis(now))
                .max()
                .orElse(0);
    }

    /** Whether anything is appended that is not known to be decided. */
    public boolean behind() {
        for (QueueProgress queue : queues) {
            if (queue.behind()) {
                return true;
            }
        }
        return false;
    }

    /** How {@code logPosition} stands, or null where nothing is known of its queue. */
    public @Nullable BacklogEstimate estimate(@Nullable LogPosition logPosition) {
        return logPosition != null && exists(logPosition.queue()) && queues[logPosition.queue()].known()
                ? queues[logPosition.queue()].estimate(logPosition.offset(), monotonicMillis.getAsLong())
                : null;
    }

    /**
     * How the command at {@code purchase} stands, and how long until its outcome is told to the question at {@code question},
     * which is behind it; null where nothing is known.
     */
    public @Nullable BacklogEstimate estimate(@Nullable LogPosition purchase, @Nullable LogPosition question) {
        BacklogEstimate ofPurchase = estimate(purchase);
        BacklogEstimate ofQuestion = estimate(question);
        return ofPurchase == null || ofQuestion == null
                ? ofPurchase
                : new BacklogEstimate(ofPurchase.position(), ofQuestion.estimatedWaitMillis());
    }

    /**
     * The queues believed to be decided further than they are known to reach, each with that offset, for the broker to
     * {@linkplain #check check}.
     */
    public Map<Integer, Long> doubted() {
        Map<Integer, Long> doubted = new HashMap<>();
        QueueProgress[] known = queues;
        for (int queue = 0; queue < known.length; queue++) {
            long offset = known[queue].doubted();
            if (offset >= 0) {
                doubted.put(queue, offset);
            }
        }
        return doubted;
    }

    /**
     * The broker says that {@code queue}, {@code doubted} of which was believed decided when it was asked, is decided to
     * {@code decided} and ends at {@code end}: what was believed beyond the end is taken back.
     */
    public void check(int queue, long doubted, long decided, long end) {
        queues[queue].check(doubted, decided, end, monotonicMillis.getAsLong());
    }

    /** Milliseconds since anybody said anything. */
    public long silentMillis() {
        return monotonicMillis.getAsLong() - heardAt;
    }

    private boolean exists(int queue) {
        return queue >= 0 && queue < queues.length;
    }
}
