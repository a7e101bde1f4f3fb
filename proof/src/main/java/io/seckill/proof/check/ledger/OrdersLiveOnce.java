package io.seckill.proof.check.ledger;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.OrderLife;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.List;
import java.util.Set;

/**
 * The life of an order goes one way: reserved, then confirmed, cancelled or expired; what is final may be refunded or
 * cancelled. Nothing happens to it twice, and whose it is, of what and how much never changes. Where brokers were struck, a
 * record may stand there twice, or be missing where a later one has replaced it.
 */
final class OrdersLiveOnce implements Rule {
    private static final Set<OrderStatus> FIRST =
            Set.of(OrderStatus.ORDER_STATUS_UNSPECIFIED, OrderStatus.ORDER_STATUS_RESERVED);

    @Override
    public void check(Facts facts, Findings found) {
        if (!facts.evidence().books().everyChange()) {
            return; // rows tell only how orders ended
        }
        boolean whole = facts.haveEveryChange();
        facts.orders().values().forEach(records -> check(records, whole, found));
    }

    private static void check(List<OrderRecord> records, boolean whole, Findings found) {
        OrderRecord first = records.get(0);
        boolean oneQueue = records.stream().allMatch(each -> each.queue() == first.queue());
        if (oneQueue && whole && !FIRST.contains(first.status())) {
            found.add("Order " + first.id() + " begins as " + name(first) + " at " + first.place()
                    + "; no record has it before that.");
        }
        for (int i = 1; i < records.size(); i++) {
            OrderRecord before = records.get(i - 1);
            OrderRecord now = records.get(i);
            if (!same(before.order(), now.order())) {
                found.add("Order " + now.id() + " changes from " + before.place() + " to " + now.place()
                        + " in what never changes: user, item, quantity, key, time or hold.");
            }
            boolean withGaps = !whole
                    && (now.status() == before.status()
                            || OrderLife.before(now.status()).contains(before.status()));
            if (now.queue() == before.queue() && !withGaps && !OrderLife.follows(before.status(), now.status())) {
                found.add("Order " + now.id() + " is " + name(before) + " at " + before.place() + " and becomes "
                        + name(now) + " at " + now.place() + '.');
            }
        }
    }

    private static boolean same(Order one, Order other) {
        return one.toBuilder()
                .clearStatus()
                .build()
                .equals(other.toBuilder().clearStatus().build());
    }

    private static String name(OrderRecord record) {
        return record.status() == OrderStatus.ORDER_STATUS_UNSPECIFIED
                ? "ACCEPTED"
                : record.status().name().replace("ORDER_STATUS_", "");
    }
}
