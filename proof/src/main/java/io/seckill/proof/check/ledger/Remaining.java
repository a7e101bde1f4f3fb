package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.facts.WallClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many units of an item were left, from moment to moment. */
public final class Remaining {
    private record Change(long earliest, long latest, long units) {}

    private final List<Change> changes = new ArrayList<>();

    /** By the records of {@code books}, whose times {@code clock} brings into the campaign's; by item. */
    public static Map<String, Remaining> of(Books books, WallClock clock) {
        Map<String, Remaining> items = new HashMap<>();
        Sale.replay(books, (sale, order) -> {
            ItemRecord definition = sale.definition();
            if (definition != null) {
                long time = order == null ? definition.timestamp() : order.timestamp();
                long units = Integer.toUnsignedLong(definition.item().getStock()) - sale.held();
                items.computeIfAbsent(definition.item().getItemId(), none -> new Remaining())
                        .changes
                        .add(new Change(clock.earliest(time), clock.latest(time), units));
            }
        });
        return items;
    }

    /** The fewest that can have been left between two times, in nanoseconds since the campaign began. */
    public long least(long from, long to) {
        long before = 0;
        long least = Long.MAX_VALUE;
        for (Change change : changes) {
            if (change.latest() < from) {
                before = change.units();
            } else if (change.earliest() <= to) {
                least = Math.min(least, change.units());
            }
        }
        return Math.min(before, least);
    }
}
