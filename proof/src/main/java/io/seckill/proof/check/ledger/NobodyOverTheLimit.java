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
 * order is held against the limit of its moment; where only the end is known, against the highest that was ever asked for.
 */
final class NobodyOverTheLimit implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        boolean inOrder = facts.evidence().books().everyChange() && !facts.brokersWereStruck();
        Set<String> seen = new HashSet<>();
        Sale.replay(facts.evidence().books(), (sale, order) -> {
            ItemRecord definition = sale.definition();
            if (order == null || definition == null || !seen.add(order.id() + '/' + order.queue()) || !isNew(order)) {
                return;
            }
            Item item = definition.item();
            long limit = inOrder ? Integer.toUnsignedLong(item.getPerUserLimit()) : highest(facts, item);
            long units = sale.heldBy(order.order().getUserId());
            if (units > limit && !wasHandedOver(facts, order)) {
                found.add("With order " + order.id() + " at " + order.place() + " the user "
                        + order.order().getUserId() + " has " + units + " units of " + item.getItemId()
                        + ", but the limit is " + limit + '.');
            }
        });
    }

    private static boolean isNew(OrderRecord order) {
        return order.status() == OrderStatus.ORDER_STATUS_UNSPECIFIED
                || order.status() == OrderStatus.ORDER_STATUS_RESERVED
                || order.queue() < 0;
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
