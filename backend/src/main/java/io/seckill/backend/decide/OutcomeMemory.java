package io.seckill.backend.decide;

import io.seckill.slots.Slots;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.RememberedOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What became of a queue's latest purchases without an order of their own, those included that were asked about and had
 * not arrived; found by request. It says nothing of idempotency keys: only an order binds one.
 *
 * <p>A ring of pages: the newest takes what comes, and when it is full the oldest makes way. Pages are numbered from 1
 * and each has the place in the ring, and in the ledger's topic, that its number gives it.
 */
final class OutcomeMemory {
    /** What the keys of pages begin with. */
    static final String KEY_PREFIX = "~outcomes/";

    private static final long NOTHING = Long.MAX_VALUE;

    private final long seed;
    private final @Nullable MemoryPage[] ring;
    private final HashIndex byRequest = new HashIndex();
    private final NavigableMap<Long, OutcomePage> restored = new TreeMap<>(); // empty but while restoring
    private long newest; // number of a page; 0 before the first
    private long unwritten = NOTHING; // the first page with something that was not handed out to be written
    private int size;

    /** Remembers the latest {@code outcomes} at the least, and less than two pages more. */
    OutcomeMemory(int outcomes, long seed) {
        this.seed = seed;
        // One page more, because the newest is seldom full.
        this.ring = new MemoryPage[(outcomes + MemoryPage.CAPACITY - 1) / MemoryPage.CAPACITY + 1];
    }

    /** How many outcomes it holds. */
    int size() {
        return size;
    }

    /** What became of {@code requestId}, where that was a purchase by this user of this item. */
    Optional<RememberedOutcome> ofRequest(String requestId, String userId, String itemId) {
        int entry = byRequest.find(hash(requestId), candidate -> {
            RememberedOutcome outcome = get(candidate);
            return outcome.getRequestId().equals(requestId)
                    && outcome.getUserDigest() == Fingerprints.asker(userId, itemId);
        });
        return entry < 0 ? Optional.empty() : Optional.of(get(entry));
    }

    /** Remembers that {@code purchase} ended in {@code outcome}, which names {@code orderId} or, where that is empty, no order. */
    void remember(Command purchase, int outcome, String orderId) {
        add(RememberedOutcome.newBuilder()
                .setRequestId(purchase.getRequestId())
                .setUserDigest(Fingerprints.asker(purchase.getUserId(), purchase.getItemId()))
                .setOutcomeValue(outcome)
                .setOrderId(orderId)
                .setSlot(Slots.slotOf(purchase.getItemId()))
                .build());
    }

    /** Remembers that {@code lookup} found nothing. */
    void rememberUnknown(Command lookup) {
        add(RememberedOutcome.newBuilder()
                .setRequestId(lookup.getLookup().getRequestId())
                .setUserDigest(Fingerprints.asker(lookup.getUserId(), lookup.getItemId()))
                .setOutcome(Outcome.OUTCOME_UNKNOWN_REQUEST)
                .setSlot(Slots.slotOf(lookup.getItemId()))
                .build());
    }

    /**
     * The outcomes of those slots that are {@code wanted}, the oldest first. They stay also where their items leave the
     * queue: nobody asks for them here any more, and as the oldest pages make way they go.
     */
    List<RememberedOutcome> ofSlots(IntPredicate wanted) {
        List<RememberedOutcome> outcomes = new ArrayList<>();
        for (long number = Math.max(1, newest - ring.length + 1); number <= newest; number++) {
            MemoryPage page = ring[place(number)];
            for (int index = 0; page != null && index < page.size(); index++) {
                RememberedOutcome outcome = page.get(index);
                if (wanted.test(outcome.getSlot())) {
                    outcomes.add(outcome);
                }
            }
        }
        return outcomes;
    }

    /** Remembers {@code outcome}, as another queue remembered it. */
    void add(RememberedOutcome outcome) {
        MemoryPage page = ring[place(newest)];
        add(page == null || page.full() ? turn(newest + 1) : page, outcome);
    }

    /** The pages that have changed since the last call, as the ledger's topic shall have them. */
    List<PageEntry> takeUnwritten() {
        List<PageEntry> entries = new ArrayList<>();
        for (long number = Math.max(unwritten, newest - ring.length + 1); number <= newest; number++) {
            MemoryPage page = ring[place(number)];
            if (page != null) {
                entries.add(new PageEntry(KEY_PREFIX + place(number), page.record()));
            }
        }
        unwritten = NOTHING;
        return entries;
    }

    /**
     * Takes back a page that was written, whole or as it once was, in any order; {@link #restored} ends that.
     *
     * @throws IllegalArgumentException where no memory can have written it
     */
    void restore(OutcomePage page) {
        if (page.getNumber() < 1 || page.getOutcomesCount() > MemoryPage.CAPACITY) {
            throw new IllegalArgumentException(
                    "page " + page.getNumber() + " of " + page.getOutcomesCount() + " outcomes");
        }
        restored.merge(page.getNumber(), page, OutcomeMemory::fuller);
        restored.headMap(restored.lastKey() - ring.length, true).clear();
    }

    private static OutcomePage fuller(OutcomePage one, OutcomePage other) {
        return one.getOutcomesCount() >= other.getOutcomesCount() ? one : other;
    }

    /** Every page that there is has been given to {@link #restore}. */
    void restored() {
        restored.values().forEach(page -> {
            MemoryPage own = turn(page.getNumber());
            page.getOutcomesList().forEach(outcome -> add(own, outcome));
        });
        restored.clear();
        unwritten = NOTHING;
    }

    /** Begins page {@code number}, in the place of the one that is now too old. */
    private MemoryPage turn(long number) {
        int place = place(number);
        MemoryPage old = ring[place];
        for (int index = 0; old != null && index < old.size(); index++) {
            int entry = place * MemoryPage.CAPACITY + index;
            byRequest.remove(old.hash(index), entry);
            size--;
        }
        MemoryPage page = new MemoryPage(number);
        ring[place] = page;
        newest = number;
        return page;
    }

    private void add(MemoryPage page, RememberedOutcome outcome) {
        int hash = hash(outcome.getRequestId());
        int entry = place(page.number()) * MemoryPage.CAPACITY + page.add(outcome, hash);
        byRequest.add(hash, entry);
        unwritten = Math.min(unwritten, page.number());
        size++;
    }

    private RememberedOutcome get(int entry) {
        MemoryPage page = Objects.requireNonNull(ring[entry / MemoryPage.CAPACITY], "an index led to a page long gone");
        return page.get(entry % MemoryPage.CAPACITY);
    }

    private int place(long number) {
        return (int) (number % ring.length);
    }

    private int hash(String requestId) {
        return fold(Fingerprints.fnv(seed ^ Fingerprints.FNV_BASIS, requestId));
    }

    private static int fold(long hash) {
        return (int) (hash ^ (hash >>> Integer.SIZE));
    }
}
