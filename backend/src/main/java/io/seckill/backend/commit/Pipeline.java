package io.seckill.backend.commit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over between the consuming thread, which decides, and the committing thread.
 *
 * <p>It goes through lives. A life ends when what is decided and not committed must be forgotten: because a
 * transaction failed, or the queues were lost to another backend. Batches of an ended life are dropped wherever they
 * are, and so nothing that hangs on a forgotten decision is ever committed.
 */
public final class Pipeline {
    /**
     * As many writes one transaction has at the most, unless one batch alone has more: it must be over long before its
     * timeout, or it could never be committed.
     */
    static final int MAX_WRITES = 20_000;

    /** Commands decided and not yet committed, past which consumption pauses: as many as one transaction has writes. */
    public static final int MAX_PENDING = 20_000;

    /** What the committer commits in one transaction. */
    record Work(long life, List<Batch> batches) {}

    private final int maxPending;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private List<Batch> waiting = new ArrayList<>();
    private int pending; // commands that wait or are being committed
    private int committing; // those of them that are being committed
    private boolean taken; // whether anything is being committed
    private boolean orphaned; // whether what is being committed belongs to an ended life
    private boolean open;
    private boolean closed;
    private long life;
    private @Nullable ConsumerGroupMetadata member;

    /** A pipeline, not yet open, that asks its feeder to pause at {@code maxPending} commands. */
    public Pipeline(int maxPending) {
        this.maxPending = maxPending;
    }

    // The consuming thread's side.

    /** The present life; decisions of an earlier one are worth nothing. */
    public long life() {
        return locked(() -> life);
    }

    /**
     * Whether this life may begin to decide: the committer has a producer, and nothing of an earlier life is still
     * being committed. Who read the group's positions before that has ended might read them too early.
     */
    public boolean open() {
        return locked(() -> open && !orphaned);
    }

    /** Whether no more should be decided for now. */
    public boolean full() {
        return locked(() -> pending >= maxPending);
    }

    /** Whether nothing waits for the committer, so that what has time may be put too. */
    public boolean calm() {
        return locked(waiting::isEmpty);
    }

    /** Commands decided and not yet committed. */
    public int pending() {
        return locked(() -> pending);
    }

    /**
     * Says as whom the positions are committed: the group's latest word to this member. One without a generation is
     * passed over, because a broker takes positions from nobody in particular without a check, and fences nothing.
     */
    public void member(ConsumerGroupMetadata latest) {
        locked(() -> {
            if (latest.generationId() >= 0 && !latest.equals(member)) {
                member = latest;
                changed.signalAll();
            }
            return null;
        });
    }

    /** Hands over {@code batch}, decided in {@code decidedIn}; it is dropped where that life is over. */
    public void put(long decidedIn, Batch batch) {
        locked(() -> {
            if (decidedIn == life && open && !closed) {
                waiting.add(batch);
                pending += batch.commands();
                changed.signalAll();
            }
            return null;
        });
    }

    /** Ends this life, and returns the next: for queues that were lost, whose decisions others make now. */
    public long abandon() {
        return locked(() -> {
            endLife();
            return life;
        });
    }

    /** Waits until nothing is pending, at most {@code patience}; says whether that was reached. */
    public boolean awaitEmpty(Duration patience) {
        return await(() -> waiting.isEmpty() && !taken, patience);
    }

    /** Waits until the committer has taken what waits, at most {@code patience}. */
    public void awaitTaken(Duration patience) {
        await(() -> waiting.isEmpty(), patience);
    }

    // The committing thread's side.

    /** The producer is ready. */
    void opened() {
        locked(() -> {
            open = true;
            changed.signalAll();
            return null;
        });
    }

    /** The producer is gone, and with it all that was decided. */
    void broken() {
        locked(() -> {
            open = false;
            committing = 0;
            taken = false;
            endLife();
            orphaned = false; // the next producer settles it before it opens the pipeline
            return null;
        });
    }

    /**
     * Takes what waits, as soon as something does and as much as fits into one transaction; empty once the pipeline is
     * closed and drained.
     */
    Optional<Work> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            if (waiting.isEmpty()) {
                return Optional.empty();
            }
            List<Batch> batches = takeSome();
            committing = batches.stream().mapToInt(Batch::commands).sum();
            taken = true;
            changed.signalAll();
            return Optional.of(new Work(life, batches));
        } finally {
            lock.unlock();
        }
    }

    private List<Batch> takeSome() {
        int count = 1;
        long writes = waiting.get(0).writes().size();
        while (count < waiting.size() && writes + waiting.get(count).writes().size() <= MAX_WRITES) {
            writes += waiting.get(count++).writes().size();
        }
        List<Batch> batches = new ArrayList<>(waiting.subList(0, count));
        waiting.subList(0, count).clear();
        return batches;
    }

    /** What was taken is committed, or given up. */
    void done() {
        locked(() -> {
            pending -= committing;
            committing = 0;
            taken = false;
            orphaned = false;
            changed.signalAll();
            return null;
        });
    }

    /**
     * As whom {@code work} may be committed now; empty where its life is over. Because a life ends before the group's
     * next word is known here, work for queues that were lost can never borrow the new word.
     */
    Optional<ConsumerGroupMetadata> memberFor(Work work) {
        return locked(() -> work.life() == life ? Optional.ofNullable(member) : Optional.empty());
    }

    /** Waits until the group has said something newer than {@code known}, or {@code work}'s life is over. */
    boolean awaitNewerThan(ConsumerGroupMetadata known, Work work, Duration patience) {
        return await(() -> work.life() != life || !known.equals(member), patience);
    }

    /** Takes no more; what waits is still handed out. */
    public void close() {
        locked(() -> {
            closed = true;
            changed.signalAll();
            return null;
        });
    }

    private void endLife() {
        life++;
        waiting = new ArrayList<>();
        pending = committing;
        orphaned |= taken;
        changed.signalAll();
    }

    private boolean await(BooleanSupplier reached, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!reached.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return reached.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return reached.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
