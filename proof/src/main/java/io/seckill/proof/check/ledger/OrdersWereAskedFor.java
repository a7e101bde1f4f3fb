package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import java.util.ArrayList;
import java.util.List;

/** Each order is the one that a queued purchase asks for: of its id, user, item, quantity and key. */
final class OrdersWereAskedFor implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        facts.orders().values().forEach(records -> check(facts, records.get(0), found));
    }

    private static void check(Facts facts, OrderRecord record, Findings found) {
        List<QueuedCommand> asked = new ArrayList<>(facts.queued(record.id()));
        facts.evidence().retried().stream()
                .filter(each -> each.request().equals(record.id()))
                .forEach(asked::add);
        if (asked.isEmpty()) {
            found.add("Order " + record.id() + " at " + record.place() + " is of no request in the queues.");
        } else if (asked.stream().noneMatch(each -> fits(each.command(), record.order()))) {
            found.add("Order " + record.id() + " at " + record.place() + " is not what "
                    + asked.get(0).place() + " asks for: user, item, quantity or key differ.");
        }
    }

    private static boolean fits(Command command, Order order) {
        return command.hasPurchase()
                && command.getUserId().equals(order.getUserId())
                && command.getItemId().equals(order.getItemId())
                && command.getPurchase().getQuantity() == order.getQuantity()
                && command.getIdempotencyKey().equals(order.getIdempotencyKey());
    }
}
