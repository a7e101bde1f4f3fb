package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Promise 3: at no record of the books are more units reserved or sold than the item has. Where brokers were struck,
 * committed records may stand behind later ones, and only the end counts.
 */
final class NeverOversold implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        boolean inOrder = !facts.brokersWereStruck();
        Sale.replay(facts.evidence().books(), (sale, order) -> {
                    if (inOrder && order != null) {
                        check(sale, order, found);
                    }
                })
                .forEach(sale -> {
                    ItemRecord definition = sale.definition();
                    if (!inOrder && definition != null && !definition.isDeletion()) {
                        check(sale, null, found);
                    }
                });
    }

    private static void check(Sale sale, @Nullable OrderRecord order, Findings found) {
        ItemRecord definition = sale.definition();
        if (definition == null) {
            if (order != null) {
                found.add("Order " + order.id() + " at " + order.place() + " is of "
                        + order.order().getItemId() + ", which no earlier record of the books defines.");
            }
        } else if (sale.held() > Integer.toUnsignedLong(definition.item().getStock())
                && (order == null || Sale.holds(order.status()))) {
            found.add("Of " + definition.item().getItemId() + ' ' + sale.held() + " units are reserved or sold "
                    + (order == null ? "at the end" : "with order " + order.id() + " at " + order.place())
                    + ", but it has " + definition.item().getStock() + " by " + definition.place() + '.');
        }
    }
}
