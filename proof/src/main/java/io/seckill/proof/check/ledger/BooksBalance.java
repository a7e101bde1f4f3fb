package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nothing is oversold nor undersold in silence: what remains of an item, as the store keeps it and as gateways were told
 * last, is its stock less the units of its orders that are reserved or sold. What was told before the last change of an
 * order says nothing.
 */
final class BooksBalance implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        Evidence evidence = facts.evidence();
        Map<String, Long> held = new HashMap<>();
        Map<String, Long> changed = new HashMap<>();
        facts.orders().keySet().forEach(id -> {
            OrderRecord order = facts.order(id);
            if (order != null) {
                held.merge(order.order().getItemId(), units(order), Long::sum);
                changed.merge(order.order().getItemId(), order.timestamp(), Math::max);
            }
        });
        if (!evidence.books().everyChange()) {
            evidence.books().items().forEach(row -> check(row, held, found));
            return; // rows do not say when they changed last
        }
        if (facts.clocksWereWrong()) {
            return;
        }
        Map<String, ItemRecord> last = new HashMap<>();
        evidence.published().forEach(each -> last.merge(each.item().getItemId(), each, BooksBalance::later));
        Map<String, Long> stocks = stocks(evidence.books().items());
        last.values().stream()
                .filter(each -> !facts.mayBeDeleted(each.item().getItemId()))
                .filter(each ->
                        each.timestamp() > changed.getOrDefault(each.item().getItemId(), 0L))
                .filter(each -> isCurrent(each, stocks.get(each.item().getItemId())))
                .forEach(each -> check(each, held, found));
    }

    private static Map<String, Long> stocks(List<ItemRecord> definitions) {
        Map<String, ItemRecord> last = new HashMap<>();
        definitions.forEach(each -> last.merge(each.item().getItemId(), each, BooksBalance::later));
        Map<String, Long> stocks = new HashMap<>();
        last.forEach((item, record) ->
                stocks.put(item, Integer.toUnsignedLong(record.item().getStock())));
        return stocks;
    }

    private static boolean isCurrent(ItemRecord told, @Nullable Long stock) {
        return stock != null && stock == Integer.toUnsignedLong(told.item().getStock());
    }

    private static ItemRecord later(ItemRecord one, ItemRecord other) {
        return other.item().getVersion() >= one.item().getVersion() ? other : one;
    }

    private static long units(OrderRecord order) {
        return Sale.holds(order.status()) ? Integer.toUnsignedLong(order.order().getQuantity()) : 0;
    }

    private static void check(ItemRecord record, Map<String, Long> held, Findings found) {
        Item item = record.item();
        long sold = held.getOrDefault(item.getItemId(), 0L);
        long remaining = Integer.toUnsignedLong(item.getStock()) - sold;
        if (Integer.toUnsignedLong(item.getRemaining()) != remaining) {
            found.add("By " + record.place() + ' ' + item.getRemaining() + " units of " + item.getItemId()
                    + " remain, but of its stock of " + item.getStock() + " the orders hold " + sold + ", so that "
                    + remaining + " remain.");
        }
    }
}
