package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.facts.WallClock;
import io.seckill.v1.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** An item from moment to moment, with what remains of it. As long as it was not there, it has no limit per user. */
public final class ItemTimeline {
    private record Change(long earliest, long latest, Item item) {}

    private final List<Change> changes = new ArrayList<>();

    private ItemTimeline() {
        changes.add(new Change(Long.MIN_VALUE, Long.MIN_VALUE, Item.getDefaultInstance()));
    }

    /** Of an item of which nobody has ever heard. */
    public static ItemTimeline unknown() {
        return new ItemTimeline();
    }

    /** By the records of {@code books}, whose times {@code clock} brings into the campaign's; by item. */
    public static Map<String, ItemTimeline> of(Books books, WallClock clock) {
        Map<String, ItemTimeline> items = new HashMap<>();
        Sale.replay(books, (sale, order) -> {
            ItemRecord definition = sale.definition();
            if (definition != null) {
                Item item = definition.item();
                items.computeIfAbsent(item.getItemId(), none -> new ItemTimeline())
                        .add(
                                clock,
                                order == null ? definition.timestamp() : order.timestamp(),
                                item.toBuilder()
                                        .setRemaining((int) (Integer.toUnsignedLong(item.getStock()) - sale.held()))
                                        .build());
            }
        });
        return items;
    }

    /** As gateways were told, which pass over what is older than what they know. */
    public static Map<String, ItemTimeline> of(List<ItemRecord> published, WallClock clock) {
        Map<String, ItemTimeline> items = new HashMap<>();
        for (ItemRecord each : published) {
            ItemTimeline item = items.computeIfAbsent(each.item().getItemId(), none -> new ItemTimeline());
            if (each.isDeletion() || each.item().getVersion() >= item.version()) {
                item.add(clock, each.timestamp(), each.item());
            }
        }
        return items;
    }

    private long version() {
        return changes.get(changes.size() - 1).item().getVersion();
    }

    private void add(WallClock clock, long time, Item item) {
        changes.add(new Change(clock.earliest(time), clock.latest(time), item));
    }

    /** Whether it can have been as it is {@code wanted} at some moment between two of the campaign, in nanoseconds. */
    public boolean mayHaveBeen(Predicate<Item> wanted, long from, long to) {
        for (int i = 0; i < changes.size(); i++) {
            boolean replaced = i + 1 < changes.size() && changes.get(i + 1).latest() < from;
            if (!replaced
                    && changes.get(i).earliest() <= to
                    && wanted.test(changes.get(i).item())) {
                return true;
            }
        }
        return false;
    }
}
