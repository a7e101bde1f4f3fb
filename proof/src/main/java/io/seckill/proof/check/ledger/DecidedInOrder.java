package io.seckill.proof.check.ledger;

import static java.util.stream.Collectors.groupingBy;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Promise 7: orders of one item stand in the ledger in the order in which their purchases stand in the queue. Where brokers
 * were struck, a committed transaction may be written once more behind later ones; then this says nothing.
 */
final class DecidedInOrder implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        if (!facts.evidence().books().everyChange() || facts.brokersWereStruck()) {
            return;
        }
        Map<String, List<OrderRecord>> firsts = facts.orders().values().stream()
                .filter(records -> records.stream()
                        .allMatch(each -> each.queue() == records.get(0).queue()))
                .map(records -> records.get(0))
                .collect(groupingBy(first -> first.queue() + "/" + first.order().getItemId()));
        firsts.values().forEach(orders -> check(facts, orders, found));
    }

    private static void check(Facts facts, List<OrderRecord> orders, Findings found) {
        OrderRecord before = null;
        QueuedCommand askedBefore = null;
        for (OrderRecord order : orders.stream()
                .sorted(Comparator.comparingLong(OrderRecord::offset))
                .toList()) {
            List<QueuedCommand> asked = facts.queued(order.id());
            if (asked.size() != 1 || asked.get(0).partition() != order.queue()) {
                continue; // sent twice, as by a redrive: any of its places may have decided it
            }
            if (before != null
                    && askedBefore != null
                    && askedBefore.offset() > asked.get(0).offset()) {
                found.add("Order " + before.id() + " at " + before.place() + " stands before order " + order.id()
                        + " at " + order.place() + ", but was asked for after it, at " + askedBefore.place() + " and "
                        + asked.get(0).place() + '.');
            }
            before = order;
            askedBefore = asked.get(0);
        }
    }
}
