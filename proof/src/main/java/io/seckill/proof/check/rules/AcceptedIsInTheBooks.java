package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.history.Call;
import io.seckill.v1.Order;

/**
 * Promise 4: an order that any client was told of is in the books, of the same user, item and quantity; and one that was
 * won by another request was won with the same key.
 */
final class AcceptedIsInTheBooks implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        for (Exchange exchange : facts.exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP)) {
            String id = exchange.order();
            if (id != null && !facts.mayBeDeleted(exchange.call().item())) {
                check(facts, exchange, id, found);
            }
        }
    }

    private static void check(Facts facts, Exchange exchange, String id, Findings found) {
        OrderRecord record = facts.order(id);
        if (record == null) {
            found.add(
                    "A client was told of order " + id + ", but the books do not have it: " + exchange.text() + '.',
                    exchange);
            return;
        }
        Order order = record.order();
        boolean same = order.getItemId().equals(exchange.call().item())
                && order.getUserId().equals(exchange.call().user())
                && order.getQuantity() == exchange.body().getInteger("quantity");
        if (!same) {
            found.add(
                    "A client was told of order " + id + ", but by " + record.place() + " it is of "
                            + order.getUserId() + ", " + order.getQuantity() + " units of " + order.getItemId() + ": "
                            + exchange.text() + ", quantity " + exchange.body().getInteger("quantity") + '.',
                    exchange);
        } else if (isStrangers(exchange, order)) {
            found.add(
                    "A purchase was answered with order " + id + " of another request, which by " + record.place()
                            + " has the key '" + order.getIdempotencyKey() + "': " + exchange.text() + '.',
                    exchange);
        }
    }

    private static boolean isStrangers(Exchange exchange, Order order) {
        return exchange.call().kind() == Call.Kind.PURCHASE
                && !order.getOrderId().equals(exchange.request())
                && !order.getIdempotencyKey().equals(exchange.call().key());
    }
}
