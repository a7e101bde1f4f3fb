package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.Members;
import io.seckill.proof.mutant.Plant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is left of an item is looked at five times a second. */
@Plant(
        name = "stale-stock",
        breaks =
                "Nothing is oversold: stock is compared with what was left 200 ms before, so that the units of one batch do not count.",
        type = "io.seckill.backend.decide.PurchaseRules",
        method = "sell",
        insteadOf = "remaining",
        foundBy = {"NeverOversold", "FollowsFromTheQueue"})
public final class StaleStock {
    private static final long STALE_NS = 200_000_000;
    private static final Map<Object, Seen> SEEN = new ConcurrentHashMap<>();

    private record Seen(long at, long units) {}

    /** What is left of {@code item}, or was a moment ago. */
    public static long remaining(Object item) {
        long now = System.nanoTime();
        Seen before = SEEN.get(item);
        if (before == null || now - before.at() > STALE_NS) {
            before = new Seen(now, (Long) Members.call(item, "remaining"));
            SEEN.put(item, before);
        }
        return before.units();
    }

    private StaleStock() {}
}
