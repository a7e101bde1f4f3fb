package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.MemorySettings;
import io.seckill.backend.decide.memory.PageEntry;
import io.seckill.backend.decide.memory.PastPurchases;
import io.seckill.backend.decide.order.OrderReader;
import io.seckill.backend.decide.order.StoredOrder;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.ItemDeletion;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The items and accepted orders of one queue, what it remembers of purchases without an order, and the rules by which
 * its next command is decided.
 *
 * <p>Time is the log's: the highest timestamp of the queue's records so far. As it goes on, holds expire, before the
 * command that brings the time is decided. Decisions depend on the log alone, but for one: a command whose time to live has run out by the backend's clock
 * is refused even where the log took it in time. Not thread-safe: one thread owns it at a time.
 *
 * <p>When queues are added, the old ones hand over items to the new ones: see {@link LedgerKeyOwnership}.
 */
public final class Ledger {
    private static final int USUAL_MEMORY = 100_000;

    private final OrderBook book;
    private final PurchaseRules purchases;
    private final OrderRules desk;
    private final ItemRules items;
    private final PastPurchases memory;
    private final LedgerKeyOwnership share;
    private final Deletions deletions = new Deletions();
    private final OrderReader orders = new OrderReader();

    /** An empty ledger with a memory of the usual size. */
    public Ledger(long seed) {
        this(seed, new MemorySettings(USUAL_MEMORY, USUAL_MEMORY), 0);
    }

    /**
     * An empty ledger; {@code seed}, random in production, keeps callers from choosing ids whose hashes collide.
     *
     * @param maxExpired of a user's holds at an item, as far as they are remembered; 0: any number
     */
    public Ledger(long seed, MemorySettings settings, int maxExpired) {
        this.book = new OrderBook(settings.endedOrders(), maxExpired > 0, seed);
        this.desk = new OrderRules(book);
        this.items = new ItemRules(book, deletions);
        this.memory = new PastPurchases(settings, seed);
        this.purchases = new PurchaseRules(book, memory, maxExpired);
        this.share = new LedgerKeyOwnership(book, memory);
    }

    /**
     * Decides {@code asked} and remembers the decision on a purchase, and that a purchase asked about was unknown.
     *
     * @param clock the backend's time in milliseconds since the Unix epoch, for the time to live only
     */
    public Decision decide(LoggedCommand asked, long clock) {
        List<LedgerEntry> expired = hear(asked);
        Decision decision = decideNow(asked, clock);
        if (expired.isEmpty()) {
            return decision;
        }
        List<LedgerEntry> entries = new ArrayList<>(expired);
        entries.addAll(decision.entries());
        return new Decision(decision.result(), entries);
    }

    /** Brings the log's time with {@code asked}, as {@link #decide} does; what has expired by then must become durable. */
    public List<LedgerEntry> hear(LoggedCommand asked) {
        return book.hear(asked, Integer.MAX_VALUE);
    }

    /**
     * Does a part of what {@link #hear} does: brings the log's time and ends at most {@code most} holds. As long as it returns
     * something there may be more to end; {@code asked} must not be decided before.
     */
    public List<LedgerEntry> hear(LoggedCommand asked, int most) {
        return book.hear(asked, most);
    }

    private Decision decideNow(LoggedCommand asked, long clock) {
        Command command = asked.command();
        if (share.excludes(asked)) {
            return Decision.told(asked, Outcome.OUTCOME_MOVED);
        }
        boolean expired = command.getExpiresAt() != 0 && Math.max(clock, asked.appendedAt()) > command.getExpiresAt();
        return switch (command.getActionCase()) {
            case PURCHASE -> purchases.decide(asked, expired);
            case PUT_ITEM -> expired ? tooLate(asked) : items.put(asked);
            case CHANGE_STATE -> expired ? tooLate(asked) : items.changeState(asked);
            case DELETE_ITEM -> expired ? tooLate(asked) : items.delete(asked);
            case CONFIRM -> expired ? tooLate(asked) : desk.confirm(asked);
            case CANCEL -> expired ? tooLate(asked) : desk.cancel(asked);
            case REFUND -> expired ? tooLate(asked) : desk.refund(asked);
            // Questions, whatever their time to live: "expired" would be taken for an answer.
            case LOOKUP -> Decision.told(lookUp(asked));
            case SHOW_ORDER -> desk.show(asked);
            case LIST_ORDERS -> desk.list(asked);
            case EXPIRE_HOLDS -> Decision.told(asked, Outcome.OUTCOME_UNSPECIFIED); // its time was all it had to say
            case SEAL, AWAIT, ACTION_NOT_SET ->
                throw new IllegalArgumentException("no question: " + command.getActionCase());
        };
    }

    private static Decision tooLate(LoggedCommand asked) {
        return Decision.told(asked, Outcome.OUTCOME_EXPIRED);
    }

    /**
     * What {@code asked}, decided before, was told. Changes nothing.
     *
     * @return empty where nothing is remembered of it, or never was, as of an item's definition or state
     */
    public Optional<Result> recall(LoggedCommand asked) {
        if (share.excludes(asked)) {
            return Optional.empty(); // it was decided here, or told that it is not: that is not known any more
        }
        return switch (asked.command().getActionCase()) {
            case PURCHASE -> purchases.recall(asked).map(Result.Builder::build);
            case LOOKUP -> purchases.lookUp(asked).map(Result.Builder::build);
            case CONFIRM, CANCEL, REFUND, SHOW_ORDER, LIST_ORDERS ->
                desk.recall(asked).map(Result.Builder::build);
            case PUT_ITEM, CHANGE_STATE, DELETE_ITEM, EXPIRE_HOLDS, SEAL, AWAIT, ACTION_NOT_SET -> Optional.empty();
        };
    }

    /** Where the item is gone, so is what became of its purchases, as far as anybody is told. */
    private Result.Builder lookUp(LoggedCommand asked) {
        Result.Builder told = purchases.lookUp(asked).orElseGet(() -> unknown(asked));
        return book.defines(asked.command().getItemId()) ? told : asked.answer(Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    /**
     * Nothing is known of the purchase asked about, and that settles it: its append may still be on its way, in the
     * buffer of a connection that its gateway has given up, and must not win an order after the asker was told that there
     * is no such purchase.
     */
    private Result.Builder unknown(LoggedCommand asked) {
        memory.rememberUnknown(asked.command(), book.time());
        return asked.answer(Outcome.OUTCOME_UNKNOWN_REQUEST);
    }

    /**
     * The remembered outcomes that have changed since the last call; they must become durable together with the
     * decisions since then.
     */
    public List<PageEntry> takePages() {
        return memory.takeUnwritten();
    }

    /**
     * Takes back what an earlier owner of the queue made durable. The records of one order must come
     * in the topic's order, and those of orders that ended in that of their ends, which is the same.
     *
     * @throws IllegalArgumentException where no owner can have written that
     */
    public void restore(LedgerRecord entry) {
        switch (entry.getKindCase()) {
            case ORDER -> book.restore(StoredOrder.of(entry.getOrder()));
            case OUTCOMES -> restore(entry.getOutcomes());
            case UNKNOWN -> memory.restoreUnknown(entry.getUnknown());
            case HANDOVER -> share.restore(entry.getHandover());
            case TABLE -> share.restore(entry.getTable());
            case ITEM -> book.of(entry.getItem().getItemId()).restore(entry.getItem());
            case DELETION -> restore(entry.getDeletion());
            case POSITION, KIND_NOT_SET -> {
                // The one is of the queue, and not of what was decided. A kind of a newer writer is skipped by
                // contract.
            }
        }
    }

    /**
     * As {@link #restore(LedgerRecord)}, where {@code record} is an order in bytes: the quick way for the many.
     *
     * @return false where it is not, or is one that must go the other way; then nothing has changed
     * @throws IOException where it is no record
     */
    public boolean restoreOrder(byte[] record) throws IOException {
        StoredOrder order = orders.read(record);
        if (order == null) {
            return false;
        }
        book.restore(order);
        return true;
    }

    private void restore(OutcomePage page) {
        if (HandedPages.isOne(page)) {
            share.restore(page);
        } else {
            memory.restoreDecided(page);
        }
    }

    private void restore(ItemDeletion deletion) {
        if (!deletions.has(deletion)) { // else a transaction is read twice, and the item may be a later one
            deletions.restore(deletion, book.remove(deletion.getItemId()));
        }
    }

    /** Takes back that an earlier owner forgot what was at {@code key}. */
    public void restoreForgotten(String key) {
        book.forget(key);
        share.forget(key);
        deletions.restoreForgotten(key);
    }

    /**
     * Forgets, in the topic too, some of what deleted items have left there.
     *
     * @param most orders at the most
     * @return what must become durable; empty where nothing is left
     */
    public List<LedgerEntry> forgetDeleted(int most) {
        return deletions.step(most, book::defines);
    }

    /** Whether {@link #forgetDeleted} has something to do. */
    public boolean deleting() {
        return deletions.pending();
    }

    /**
     * Ends the restoration: the ledger now holds everything decided before {@code position} of its queue, and its
     * items' versions say so. No earlier owner can have published a later one.
     *
     * @param logTime the log's then, see {@link #time}
     */
    public void restoredUpTo(long position, long logTime) {
        share.restored(logTime);
        memory.restored(book.time());
        book.items().forEach(item -> item.versionAtLeast(book.versionAt(position)));
    }

    /** Which part of the items is this queue's, and how that changes. */
    public LedgerKeyOwnership share() {
        return share;
    }

    /** The log's time, in milliseconds since the Unix epoch: it is part of the state, and kept with the position. */
    public long time() {
        return book.time();
    }

    /** The item as gateways shall see it; empty where it is not defined. */
    public Optional<Item> status(String itemId) {
        return Optional.ofNullable(book.find(itemId))
                .filter(ItemLedger::defined)
                .map(ItemLedger::status);
    }

    /** Whether no unit of the item is left; false where it is not defined. */
    public boolean soldOut(String itemId) {
        ItemLedger item = book.find(itemId);
        return item != null && item.defined() && item.remaining() == 0;
    }

    /** Every defined item, as gateways shall see it. */
    public List<Item> statuses() {
        return book.items().stream()
                .filter(ItemLedger::defined)
                .map(ItemLedger::status)
                .toList();
    }

    /** Every defined item as it was last defined, with what remains of it now. */
    public List<Item> definitions() {
        return book.items().stream()
                .filter(ItemLedger::defined)
                .map(ItemLedger::definitionNow)
                .toList();
    }

    /** How many items it holds. */
    public int items() {
        return book.items().size();
    }

    /** How many accepted orders it holds that have not ended. */
    public long orders() {
        return book.live();
    }

    /** How many of those are reserved. */
    public long reserved() {
        return book.reserved();
    }

    /** How many orders that ended it remembers. */
    public int endedOrders() {
        return book.ended();
    }

    /**
     * When the first hold ends, by the log's time in milliseconds since the Unix epoch; empty where nothing is reserved.
     * It has ended when a command of that time, or a later one, is decided.
     */
    public OptionalLong firstHoldEnds() {
        return book.reserved() == 0 ? OptionalLong.empty() : OptionalLong.of(book.firstHoldEnds());
    }

    /** An item of which an order is reserved; empty where nothing is. */
    public Optional<String> anyReserved() {
        return book.anyReserved();
    }

    /** How many outcomes of purchases without an order it remembers. */
    public int outcomes() {
        return memory.decided();
    }

    /** How many purchases it remembers that were asked about and had not arrived. */
    public int unknown() {
        return memory.unknown();
    }
}
