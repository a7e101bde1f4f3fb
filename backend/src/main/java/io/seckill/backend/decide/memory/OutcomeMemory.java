package io.seckill.backend.decide.memory;

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
 * What became of a queue's latest purchases of one kind, found by request.
 *
 * <p>Pages, numbered from 1: the newest takes what comes. When it is full the oldest makes way, as far as there are enough
 * others and it is old enough; past a hard bound it makes way in any case. What was forgotten is known by its time.
 */
final class OutcomeMemory {
    /** Younger outcomes are kept, up to the hard bound. Twice as long as a purchase usually lives. */
    static final long KEPT_FOR_MS = 120_000;

    /** The hard bound, in multiples of what is kept in any case. */
    static final int MOST = 10;

    private static final long NOTHING = Long.MAX_VALUE;

    private final MemoryPage.Kind kind;
    private final long seed;
    private final int least; // pages that are kept however old they are
    private final @Nullable MemoryPage[] ring;
    private final HashIndex byRequest = new HashIndex();
    private final NavigableMap<Long, OutcomePage> restored = new TreeMap<>(); // empty but while restoring
    private final List<Long> gone = new ArrayList<>(); // pages that made way and may still be in the topic
    private long newest; // number of a page; 0 before the first
    private long oldest = 1; // no page before it is there
    private long unwritten = NOTHING; // the first page with something that was not handed out to be written
    private long forgottenUntil; // the log's time of the latest that was forgotten
    private int size;

    /** Remembers the latest {@code outcomes} at the least, and less than two pages more unless they are young. */
    OutcomeMemory(MemoryPage.Kind kind, int outcomes, long seed) {
        this.kind = kind;
        this.seed = seed;
        // One page more, because the newest is seldom full.
        this.least = (outcomes + MemoryPage.CAPACITY - 1) / MemoryPage.CAPACITY + 1;
        this.ring = new MemoryPage[MOST * least];
    }

    /** How many outcomes it holds. */
    int size() {
        return size;
    }

    /** No outcome that is younger was ever forgotten: the log's time, in milliseconds since the Unix epoch. */
    long forgottenUntil() {
        return forgottenUntil;
    }

    /** Another memory, whose outcomes this one takes, has forgotten some that were not younger than {@code time}. */
    void forgottenUntil(long time) {
        forgottenUntil = Math.max(forgottenUntil, time);
    }

    /** What became of {@code requestId}, where that was a purchase by this user of this item. */
    Optional<RememberedOutcome> ofRequest(String requestId, String userId, String itemId) {
        if (size == 0) {
            return Optional.empty(); // as before the first refusal, for each purchase: digests take their time
        }
        long asker = Fingerprints.asker(userId, itemId);
        int entry = byRequest.find(hash(requestId, asker), candidate -> {
            RememberedOutcome outcome = get(candidate);
            return outcome.getRequestId().equals(requestId) && outcome.getUserDigest() == asker;
        });
        return entry < 0 ? Optional.empty() : Optional.of(get(entry));
    }

    /**
     * The outcomes of those slots that are {@code wanted}, the oldest first. They stay also where their items leave the
     * queue: nobody asks for them here any more, and as the oldest pages make way they go.
     */
    List<RememberedOutcome> ofSlots(IntPredicate wanted) {
        List<RememberedOutcome> outcomes = new ArrayList<>();
        for (long number = oldest; number <= newest; number++) {
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

    /** Remembers {@code outcome}, which came about {@code at} a moment of the log's time. */
    void add(RememberedOutcome outcome, long at) {
        MemoryPage page = ring[place(newest)];
        if (page == null || page.full()) {
            makeRoom(at);
            page = begin(newest + 1, forgottenUntil);
        }
        page.noticed(at);
        add(page, outcome);
    }

    /** The pages that have changed since the last call, as the ledger's topic shall have them, and those that are gone. */
    List<PageEntry> takeUnwritten() {
        List<PageEntry> entries = new ArrayList<>();
        gone.forEach(number -> entries.add(new PageEntry(kind.key(number), null)));
        gone.clear();
        for (long number = Math.max(unwritten, oldest); number <= newest; number++) {
            MemoryPage page = ring[place(number)];
            if (page != null) {
                entries.add(new PageEntry(kind.key(number), page.record(kind)));
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
        forgottenUntil(page.getForgottenUntil());
        restored.merge(page.getNumber(), page, OutcomeMemory::fuller);
        while (restored.firstKey() <= restored.lastKey() - ring.length) { // it had made way, or does now
            forgottenUntil(restored.pollFirstEntry().getValue().getNewestAt());
        }
    }

    private static OutcomePage fuller(OutcomePage one, OutcomePage other) {
        int more = Integer.compare(one.getOutcomesCount(), other.getOutcomesCount());
        boolean later = more == 0 ? one.getForgottenUntil() >= other.getForgottenUntil() : more > 0;
        return later ? one : other;
    }

    /** Every page that there is has been given to {@link #restore}; the log's time is {@code now}. */
    void restored(long now) {
        // One that had made way may have come back, since the topic is not always clean: it makes way again.
        restored.values().forEach(page -> {
            MemoryPage own = begin(page.getNumber(), page.getForgottenUntil());
            own.noticed(page.getNewestAt());
            page.getOutcomesList().forEach(outcome -> add(own, outcome));
        });
        oldest = restored.isEmpty() ? oldest : restored.firstKey();
        restored.clear();
        unwritten = NOTHING;
        long known = forgottenUntil;
        while (newest - oldest >= least && isOld(oldest, now)) {
            forget(oldest++);
        }
        if (forgottenUntil
                > known) { // with the pages' tombstones, or the next owner would not know that they were there
            MemoryPage page = Objects.requireNonNull(ring[place(newest)], "a newest page is never forgotten");
            page.forgotten(forgottenUntil);
            unwritten = newest;
        }
    }

    private void makeRoom(long now) {
        while (newest - oldest + 1 >= ring.length || (newest - oldest + 1 >= least && isOld(oldest, now))) {
            forget(oldest++);
        }
    }

    private boolean isOld(long number, long now) {
        MemoryPage page = ring[place(number)];
        return page == null || page.newestAt() < now - KEPT_FOR_MS;
    }

    private void forget(long number) {
        int place = place(number);
        MemoryPage page = ring[place];
        if (page == null) {
            return;
        }
        for (int index = 0; index < page.size(); index++) {
            byRequest.remove(page.hash(index), place * MemoryPage.CAPACITY + index);
            size--;
        }
        ring[place] = null;
        forgottenUntil(page.newestAt());
        gone.add(number);
    }

    private MemoryPage begin(long number, long forgotten) {
        MemoryPage page = new MemoryPage(number, forgotten);
        ring[place(number)] = page;
        newest = number;
        return page;
    }

    private void add(MemoryPage page, RememberedOutcome outcome) {
        int hash = hash(outcome.getRequestId(), outcome.getUserDigest());
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

    /** Of both, since one id may be asked about by many users. */
    private int hash(String requestId, long asker) {
        long hash = Fingerprints.mixed(Fingerprints.fnv(seed ^ Fingerprints.FNV_BASIS, requestId) ^ asker);
        return (int) (hash ^ (hash >>> Integer.SIZE));
    }
}
