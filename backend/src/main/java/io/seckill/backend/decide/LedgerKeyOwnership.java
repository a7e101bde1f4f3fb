package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.PastPurchases;
import io.seckill.slots.SlotMap;
import io.seckill.v1.Handover;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.SlotTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are a queue's own, by the table that it has heard of last, and what happens to its ledger when that changes: an
 * old queue hands over at its seal, a new one takes in at its await. Owned as its {@link Ledger} is.
 */
public final class LedgerKeyOwnership {
    /** The first table's; no seal is of that one. */
    private static final long FIRST_VERSION = 1;

    private final OrderBook book;
    private final PastPurchases memory;
    private final HandedPages handed = new HandedPages();
    private final Arrivals arrivals = new Arrivals();
    private @Nullable SlotMap table; // null: never sealed, every key that comes is the queue's

    /** Takes what is handed over. */
    @FunctionalInterface
    public interface Shipping {
        /**
         * Is given {@code entry} for the partition of {@code queue} in the ledger's topic; all of them must become durable
         * together, with the position behind the seal.
         */
        void ship(int queue, LedgerEntry entry);
    }

    LedgerKeyOwnership(OrderBook book, PastPurchases memory) {
        this.book = book;
        this.memory = memory;
    }

    /** Whether what {@code asked} is about is another queue's. A moment of the log's time is for every queue. */
    boolean excludes(LoggedCommand asked) {
        return table != null
                && !asked.command().hasExpireHolds()
                && table.queueOf(asked.command().getItemId()) != asked.queue();
    }

    /**
     * From {@code seal} on, whose time the ledger has heard, the queue decides by {@code newer}: what is other queues' by
     * that table is given to {@code out} and leaves, to be forgotten here too.
     *
     * @param newQueues wait for a marker each
     * @return false where the table is none newer than the queue's, and nothing changes
     */
    public boolean seal(LoggedCommand seal, SlotMap newer, Collection<Integer> newQueues, Shipping out) {
        if (newer.version() <= version()) {
            return false;
        }
        SlotMap older = table;
        int here = seal.queue();
        HandOver handOver = new HandOver(new HandOver.Source(newer.version(), here), newer, out);
        handOver.items(book.release(itemId -> newer.queueOf(itemId) != here));
        handOver.outcomes(memory.ofSlots(
                slot -> newer.queueOfSlot(slot) != here && (older == null || older.queueOfSlot(slot) == here)));
        handOver.markers(
                newQueues,
                Handover.newBuilder()
                        .setLogTime(book.time())
                        .setVersionBase(book.versionAfter(seal))
                        .setForgottenUntil(memory.forgottenUntil()));
        out.ship(here, entry(newer));
        table = newer;
        return true;
    }

    /**
     * Whether the queue may go on behind an await: all that {@code oldQueues} hand over by the table of {@code version} is
     * here, or was taken in before.
     */
    public boolean received(long version, Collection<Integer> oldQueues) {
        return version <= version() || arrivals.have(version, oldQueues);
    }

    /**
     * Makes what was handed over the queue's own, which decides by {@code first} from now on; changes nothing where that was
     * done before.
     *
     * @return what must become durable with the position behind the await, besides the pages
     */
    public List<LedgerEntry> takeIn(SlotMap first) {
        if (first.version() <= version()) {
            return List.of();
        }
        table = first;
        List<LedgerEntry> entries = new ArrayList<>(handed.takeAll(outcome -> memory.add(outcome, book.time())));
        entries.add(entry(first));
        return entries;
    }

    /**
     * The log's time that each item here has lived through in its queue. Until a new queue has taken its items in, that is the
     * earliest of the old queues' times at their seals, while its own time is the latest.
     */
    public long sharedTime() {
        return version() == FIRST_VERSION ? Math.min(book.time(), arrivals.earliestLogTime()) : book.time();
    }

    private long version() {
        return table == null ? FIRST_VERSION : table.version();
    }

    private static LedgerEntry entry(SlotMap table) {
        return LedgerEntry.of("~table", LedgerRecord.newBuilder().setTable(table.record()));
    }

    void restore(SlotTable heard) {
        table = SlotMap.of(heard);
    }

    void restore(Handover marker) {
        arrivals.restore(marker);
    }

    void restore(OutcomePage page) {
        handed.restore(page);
    }

    /** Forgets what was at {@code key}, where that was a page that had been handed over. */
    void forget(String key) {
        handed.forget(key);
    }

    /** Ends the restoration; {@code logTime} is that of the position, if there was one. */
    void restored(long logTime) {
        book.timeAtLeast(Math.max(logTime, arrivals.logTime()));
        book.versionsFrom(arrivals.versionBase());
        memory.forgottenUntil(arrivals.forgottenUntil());
    }
}
