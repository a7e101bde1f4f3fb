package io.seckill.backend.decide;

import io.seckill.backend.decide.memory.PastPurchases;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.RememberedOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Remembered outcomes on their way from old queues to a new one, in pages at keys of their own: a new queue has several
 * sources, and none of them knows which pages another fills.
 */
final class HandedPages {
    /** A source's newest pages have the same number as another's, so that all sources' oldest outcomes come first. */
    private static final Comparator<OutcomePage> OLDEST_FIRST =
            Comparator.comparingLong(OutcomePage::getNumber).reversed().thenComparingInt(OutcomePage::getFromQueue);

    private final Map<String, OutcomePage> waiting =
            new HashMap<>(); // by key; of one growth, so no more than its sources remembered

    /** The pages of {@code outcomes}, oldest first, that {@code from} hands over. */
    static List<LedgerEntry> of(HandOver.Source from, List<RememberedOutcome> outcomes) {
        List<LedgerEntry> pages = new ArrayList<>();
        for (int end = outcomes.size(); end > 0; end -= PastPurchases.PAGE) {
            OutcomePage page = OutcomePage.newBuilder()
                    .setNumber(pages.size() + 1)
                    .setHandoverVersion(from.version())
                    .setFromQueue(from.queue())
                    .addAllOutcomes(outcomes.subList(Math.max(0, end - PastPurchases.PAGE), end))
                    .build();
            pages.add(LedgerEntry.of(keyOf(page), LedgerRecord.newBuilder().setOutcomes(page)));
        }
        return pages;
    }

    private static String keyOf(OutcomePage page) {
        return "~outcomes/" + page.getHandoverVersion() + '/' + page.getFromQueue() + '/' + page.getNumber();
    }

    /** Whether {@code page} is one that was handed over. */
    static boolean isOne(OutcomePage page) {
        return page.getHandoverVersion() != 0;
    }

    void restore(OutcomePage page) {
        waiting.put(keyOf(page), page);
    }

    /** The page at {@code key} was taken in, if it was one. */
    void forget(String key) {
        waiting.remove(key);
    }

    /** Gives all outcomes away, and returns what makes their pages here be forgotten. */
    List<LedgerEntry> takeAll(Consumer<RememberedOutcome> taker) {
        waiting.values().stream()
                .sorted(OLDEST_FIRST)
                .forEach(page -> page.getOutcomesList().forEach(taker));
        List<LedgerEntry> forgotten =
                waiting.keySet().stream().map(LedgerEntry::forgetting).toList();
        waiting.clear();
        return forgotten;
    }
}
