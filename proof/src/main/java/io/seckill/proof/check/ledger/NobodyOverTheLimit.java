package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.Item;
import io.seckill.v1.OrderStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Promise 3: no order takes its user over the item's limit. A limit that is lowered touches later orders only, so each
 * order is held against the limit of its moment. Where the books do not tell of each moment, what users have at the end is
 * held against the highest limit that was ever asked for.
 */
final class NobodyOverTheLimit implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        if (facts.haveEveryChange()) {
            eachMoment(facts, found);
        } else {
            Sale.replay(facts.evidence().books(), (sale, order) -> {}).forEach(sale -> atTheEnd(facts, sale, found));
        }
    }

    private static void eachMoment(Facts facts, Findings found) {
        Set<String> seen = new HashSet<>();
        Sale.replay(facts.evidence().books(), (sale, order) -> {
            ItemRecord definition = sale.definition();
            if (order == null || definition == null || !seen.add(order.id() + '/' + order.queue()) || !isNew(order)) {
                return;
            }
            Item item = definition.item();
            long limit = Integer.toUnsignedLong(item.getPerUserLimit());
            long units = sale.heldBy(order.order().getUserId());
            if (units > limit && !wasHandedOver(facts, order)) {
                found.add("With order " + order.id() + " at " + order.place() + " the user "
                        + order.order().getUserId() + " has " + units + " units of " + item.getItemId()
                        + ", but the limit is " + limit + '.');
            }
        });
    }

    private static void atTheEnd(Facts facts, Sale sale, Findings found) {
        ItemRecord definition = sale.definition();
        if (definition == null) {
            return;
        }
        long limit = highest(facts, definition.item());
        sale.orders().values().stream()
                .map(each -> each.order().getUserId())
                .distinct()
                .filter(user -> sale.heldBy(user) > limit)
                .forEach(user -> found.add("At the end the user " + user + " has " + sale.heldBy(user) + " units of "
                        + definition.item().getItemId() + ", but the limit was " + limit + " at the most."));
    }

    private static boolean isNew(OrderRecord order) {
        return order.status() == OrderStatus.ORDER_STATUS_UNSPECIFIED
                || order.status() == OrderStatus.ORDER_STATUS_RESERVED;
    }

    /** What another queue had sold by an earlier limit comes here by the present one. */
    private static boolean wasHandedOver(Facts facts, OrderRecord order) {
        return facts.orders().getOrDefault(order.id(), List.of()).stream()
                .anyMatch(each -> each.queue() != order.queue());
    }

    private static long highest(Facts facts, Item item) {
        return facts.evidence().requests().stream()
                .filter(each -> each.command().hasPutItem() && each.item().equals(item.getItemId()))
                .mapToLong(each ->
                        Integer.toUnsignedLong(each.command().getPutItem().getPerUserLimit()))
                .max()
                .orElse(Long.MAX_VALUE);
    }
}
