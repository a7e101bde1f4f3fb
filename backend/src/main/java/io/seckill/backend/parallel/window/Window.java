package io.seckill.backend.parallel.window;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of one queue between its position and the newest one taken, and what each of them waits for.
 *
 * <p>A record is admitted, started, perhaps stopped and started again, and completed. It is known by its ticket, which
 * counts up and is never used twice, so a completion that comes late finds its ticket passed and changes nothing. All
 * is kept in rings indexed by ticket, grown by doubling up to {@code span}: each call is O(1) amortised, and nothing is
 * boxed. After OutOfOrderCommitControl of line/decaton, and its blocks of offsets and completions. Not thread-safe: one
 * thread owns it.
 *
 * @param <T> what is kept with a record
 */
public final class Window<T> {
    /** No ticket. */
    public static final long NONE = -1;

    private static final int FIRST_SIZE = 64;

    private enum State {
        WAITING,
        RUNNING,
        COMPLETED
    }

    private final int span;

    // One slot per ticket from head to tail, at ticket & (length - 1).
    private long[] offsets = new long[FIRST_SIZE];
    private long[] startedAt = new long[FIRST_SIZE];
    private State[] states = new State[FIRST_SIZE];
    private @Nullable Object[] records = new @Nullable Object[FIRST_SIZE];

    // The running ones, linked from the one started first to the one started last.
    private long[] older = new long[FIRST_SIZE];
    private long[] younger = new long[FIRST_SIZE];
    private long oldest = NONE;
    private long youngest = NONE;

    private long head; // the first ticket that is not passed
    private long tail; // the next ticket
    private long end; // the offset after the last one admitted
    private long lastCompleted = NONE; // the highest ticket completed
    private int running;
    private int completed; // and not passed
    private int holes;

    /**
     * A window at {@code position} of its queue.
     *
     * @param span records that it holds at most, from the position to the newest, completed ones included
     */
    public Window(long position, int span) {
        this.end = position;
        this.span = span;
    }

    /**
     * Takes the record at {@code offset}; offsets grow, and may leave some out.
     *
     * @return its ticket
     * @throws IllegalStateException where the window is full, or the offset is no new one
     */
    public long admit(long offset, T record) {
        if (full() || offset < end) {
            throw new IllegalStateException("offset " + offset + " after " + end + " into " + size() + " of " + span);
        }
        if (size() == offsets.length) {
            grow();
        }
        int slot = slot(tail);
        offsets[slot] = offset;
        states[slot] = State.WAITING;
        records[slot] = record;
        end = offset + 1;
        return tail++;
    }

    /** An attempt at a waiting record begins; times must not go back. */
    public void start(long ticket, long now) {
        change(ticket, State.WAITING, State.RUNNING);
        startedAt[slot(ticket)] = now;
        link(ticket);
    }

    /** The attempt ends without a decision: the record waits again. */
    public void stop(long ticket) {
        change(ticket, State.RUNNING, State.WAITING);
        unlink(ticket);
    }

    /**
     * The record is done with. The position passes all that are, up to the first that is not.
     *
     * @return false where it was done with before: nothing changes
     */
    public boolean complete(long ticket) {
        if (ticket < head || states[slot(ticket)] == State.COMPLETED) {
            return false;
        }
        int slot = slot(ticket);
        if (states[slot] == State.RUNNING) {
            unlink(ticket);
        }
        states[slot] = State.COMPLETED;
        records[slot] = null;
        completed++;
        if (ticket > lastCompleted) {
            // All between the two are still open: nothing above the old mark was completed.
            holes += (int) (ticket - Math.max(lastCompleted + 1, head));
            lastCompleted = ticket;
        } else {
            holes--;
        }
        drain();
        return true;
    }

    private void drain() {
        while (head < tail && states[slot(head)] == State.COMPLETED) {
            head++;
            completed--;
        }
    }

    /**
     * The attempt that has run longest, where it was started at {@code latest} or before, or {@link #NONE}. Whoever
     * asks must stop or complete it before asking again.
     */
    public long startedBy(long latest) {
        return oldest != NONE && startedAt[slot(oldest)] - latest <= 0 ? oldest : NONE;
    }

    /** What is kept with a record that is not completed. */
    @SuppressWarnings("unchecked") // only admit puts records in
    public T record(long ticket) {
        return (T) Objects.requireNonNull(records[slot(ticket)]);
    }

    /** When the running attempt at a record began. */
    public long startedAt(long ticket) {
        return startedAt[slot(ticket)];
    }

    /** The offset before which every record is completed. */
    public long position() {
        return head == tail ? end : offsets[slot(head)];
    }

    /** Whether {@code ticket} is the first that is not completed: everything before it is. */
    public boolean isFirst(long ticket) {
        return ticket == head;
    }

    /** Whether no more records fit. */
    public boolean full() {
        return size() >= span;
    }

    /** Records from the position to the newest. */
    public int size() {
        return (int) (tail - head);
    }

    /** Attempts that run. */
    public int running() {
        return running;
    }

    /** Records that are not completed. */
    public int open() {
        return size() - completed;
    }

    /** Open records that a completed one has overtaken. */
    public int holes() {
        return holes;
    }

    private void change(long ticket, State from, State to) {
        int slot = slot(ticket);
        if (ticket < head || ticket >= tail || states[slot] != from) {
            throw new IllegalStateException("ticket " + ticket + " cannot become " + to);
        }
        states[slot] = to;
    }

    private void link(long ticket) {
        int slot = slot(ticket);
        older[slot] = youngest;
        younger[slot] = NONE;
        if (youngest == NONE) {
            oldest = ticket;
        } else {
            younger[slot(youngest)] = ticket;
        }
        youngest = ticket;
        running++;
    }

    private void unlink(long ticket) {
        long before = older[slot(ticket)];
        long after = younger[slot(ticket)];
        if (before == NONE) {
            oldest = after;
        } else {
            younger[slot(before)] = after;
        }
        if (after == NONE) {
            youngest = before;
        } else {
            older[slot(after)] = before;
        }
        running--;
    }

    private int slot(long ticket) {
        return (int) (ticket & (offsets.length - 1));
    }

    private void grow() {
        int from = slot(head);
        offsets = unrolled(offsets, from);
        startedAt = unrolled(startedAt, from);
        older = unrolled(older, from);
        younger = unrolled(younger, from);
        states = unrolled(states, from);
        records = unrolled(records, from);
    }

    /** Twice the room; what stood at ticket & (n - 1) must come to stand at ticket & (2n - 1). */
    private long[] unrolled(long[] ring, int from) {
        long[] wider = new long[ring.length * 2];
        move(ring, from, wider);
        return wider;
    }

    private <E extends @Nullable Object> E[] unrolled(E[] ring, int from) {
        E[] wider = Arrays.copyOf(ring, ring.length * 2);
        Arrays.fill(wider, null);
        move(ring, from, wider);
        return wider;
    }

    private void move(Object ring, int from, Object wider) {
        int size = size();
        int to = (int) (head & (2L * size - 1));
        int firstPart = size - from;
        System.arraycopy(ring, from, wider, to, firstPart);
        System.arraycopy(ring, 0, wider, (to + firstPart) & (2 * size - 1), from);
    }
}
