package io.seckill.backend.decide.memory;

import io.seckill.slots.Slots;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.RememberedOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What a queue remembers of purchases that won no order of their own. What was decided, and what was asked about and had
 * not arrived, are apart: anybody may ask about any id, and must not push out what others were told.
 */
public final class PastPurchases {
    /** How far the clocks of a gateway and of the brokers may be apart. */
    static final long CLOCKS_APART_MS = 5_000;

    /** Outcomes of one page, at the most. */
    public static final int PAGE = MemoryPage.CAPACITY;

    private final OutcomeMemory decided;
    private final OutcomeMemory unknown;

    /** Nothing yet; {@code seed} keeps anybody from choosing ids of one hash. */
    public PastPurchases(MemorySettings settings, long seed) {
        decided = new OutcomeMemory(MemoryPage.Kind.DECIDED, settings.outcomes(), seed);
        unknown = new OutcomeMemory(MemoryPage.Kind.UNKNOWN, settings.outcomes(), seed);
    }

    /** How many decided ones are remembered. */
    public int decided() {
        return decided.size();
    }

    /** How many unknown ones are remembered. */
    public int unknown() {
        return unknown.size();
    }

    /** What became of {@code requestId}, where that was a purchase by this user of this item. */
    public Optional<RememberedOutcome> ofRequest(String requestId, String userId, String itemId) {
        return decided.ofRequest(requestId, userId, itemId).or(() -> unknown.ofRequest(requestId, userId, itemId));
    }

    /**
     * Whether {@code purchase}, of which nothing is remembered, is so old that it may have been decided, or said to be
     * unknown, and been forgotten since. Then it must not win any more. One that does not say how old it is is believed to
     * be new.
     */
    public boolean mayHaveForgotten(Command purchase) {
        long created = purchase.getCreatedAt();
        return created != 0 && created <= forgottenUntil() + CLOCKS_APART_MS && forgottenUntil() != 0;
    }

    /** Nothing that came about later was ever forgotten: by the log's time. */
    public long forgottenUntil() {
        return Math.max(decided.forgottenUntil(), unknown.forgottenUntil());
    }

    /** As far as queues that handed outcomes over have forgotten some. */
    public void forgottenUntil(long time) {
        decided.forgottenUntil(time);
    }

    /**
     * Remembers that {@code purchase} ended in {@code outcome}, which names {@code orderId} or, where that is empty, no
     * order.
     *
     * @param outcome by its number: a newer backend may have remembered what this one has no name for
     */
    public void remember(Command purchase, int outcome, String orderId, long at) {
        add(
                RememberedOutcome.newBuilder()
                        .setRequestId(purchase.getRequestId())
                        .setUserDigest(Fingerprints.asker(purchase.getUserId(), purchase.getItemId()))
                        .setOutcomeValue(outcome)
                        .setOrderId(orderId)
                        .setSlot(Slots.slotOf(purchase.getItemId()))
                        .build(),
                at);
    }

    /** Remembers that {@code lookup} found nothing. */
    public void rememberUnknown(Command lookup, long at) {
        add(
                RememberedOutcome.newBuilder()
                        .setRequestId(lookup.getLookup().getRequestId())
                        .setUserDigest(Fingerprints.asker(lookup.getUserId(), lookup.getItemId()))
                        .setOutcome(Outcome.OUTCOME_UNKNOWN_REQUEST)
                        .setSlot(Slots.slotOf(lookup.getItemId()))
                        .build(),
                at);
    }

    /** Remembers {@code outcome}, which came about, or came here, {@code at} a moment of the log's time. */
    public void add(RememberedOutcome outcome, long at) {
        boolean isUnknown = outcome.getOutcome() == Outcome.OUTCOME_UNKNOWN_REQUEST;
        (isUnknown ? unknown : decided).add(outcome, at);
    }

    /** All of those slots that are {@code wanted}; of each kind the oldest first. */
    public List<RememberedOutcome> ofSlots(IntPredicate wanted) {
        List<RememberedOutcome> all = unknown.ofSlots(wanted);
        all.addAll(decided.ofSlots(wanted));
        return all;
    }

    /** The pages that have changed since the last call; they must become durable together with the decisions since then. */
    public List<PageEntry> takeUnwritten() {
        List<PageEntry> pages = new ArrayList<>(decided.takeUnwritten());
        pages.addAll(unknown.takeUnwritten());
        return pages;
    }

    /** Takes back a page of decided ones, in any order. */
    public void restoreDecided(OutcomePage page) {
        decided.restore(page);
    }

    /** Takes back a page of unknown ones, in any order. */
    public void restoreUnknown(OutcomePage page) {
        unknown.restore(page);
    }

    /** Every page that there is has been restored; the log's time is {@code now}. */
    public void restored(long now) {
        decided.restored(now);
        unknown.restored(now);
    }
}
