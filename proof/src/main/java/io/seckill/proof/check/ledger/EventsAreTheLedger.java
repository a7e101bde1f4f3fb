package io.seckill.proof.check.ledger;

import static java.util.stream.Collectors.groupingBy;

import io.seckill.proof.check.evidence.EventRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.OrderLife;
import io.seckill.proof.check.facts.Rule;
import io.seckill.v1.OrderStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rest of the shop is told each change of each order once, and nothing else; and what remains of an item follows from
 * its events alone. Where brokers were struck, an event may be missing, but none is invented or told twice.
 */
final class EventsAreTheLedger implements Rule {
    private static final long RELAYED_WITHIN = 10_000;

    private static final Map<String, OrderStatus> STATUS = Map.of(
            "OrderAccepted", OrderStatus.ORDER_STATUS_UNSPECIFIED,
            "OrderReserved", OrderStatus.ORDER_STATUS_RESERVED,
            "OrderConfirmed", OrderStatus.ORDER_STATUS_CONFIRMED,
            "OrderCancelled", OrderStatus.ORDER_STATUS_CANCELLED,
            "OrderExpired", OrderStatus.ORDER_STATUS_EXPIRED,
            "OrderRefunded", OrderStatus.ORDER_STATUS_REFUNDED);

    @Override
    public void check(Facts facts, Findings found) {
        List<EventRecord> events = facts.evidence().events();
        Map<String, EventRecord> seen = new HashMap<>();
        for (EventRecord event : events) {
            EventRecord before = seen.putIfAbsent(event.item() + ' ' + event.id(), event);
            if (before != null) {
                found.add("The event " + event.id() + " of " + event.item() + " is told twice, at " + before.place()
                        + " and at " + event.place() + '.');
            }
        }
        List<EventRecord> ofOrders =
                events.stream().filter(each -> STATUS.containsKey(each.type())).toList();
        compare(facts, ofOrders, found);
        if (!facts.brokersWereStruck()) {
            events.stream().collect(groupingBy(EventRecord::item)).values().forEach(each -> balance(each, found));
        }
    }

    private static void compare(Facts facts, List<EventRecord> events, Findings found) {
        Map<String, List<EventRecord>> told =
                events.stream().collect(groupingBy(each -> each.data().getString("orderId", "")));
        told.forEach((id, each) -> {
            if (!facts.orders().containsKey(id)
                    && !facts.mayBeDeleted(each.get(0).item())) {
                found.add(
                        "The event at " + each.get(0).place() + " is of order " + id + ", which is not in the books.");
            }
        });
        long recent = facts.clocksWereWrong()
                ? Long.MIN_VALUE
                : facts.evidence().books().orders().stream()
                                .mapToLong(each -> each.order().getDecidedAt())
                                .max()
                                .orElse(0)
                        - RELAYED_WITHIN;
        boolean every = facts.evidence().books().everyChange();
        boolean whole = facts.haveEveryChange();
        facts.orders().forEach((id, records) -> {
            Set<OrderStatus> missing = every ? statuses(records) : beginning(records.get(0), recent);
            Set<OrderStatus> unread = whole
                    ? Set.of()
                    : OrderLife.before(records.get(records.size() - 1).status());
            Set<OrderStatus> invented = new HashSet<>();
            for (EventRecord event : told.getOrDefault(id, List.of())) {
                OrderStatus status = STATUS.get(event.type());
                if (status != null && !missing.remove(status) && every && !unread.contains(status)) {
                    invented.add(status);
                }
            }
            if (!missing.isEmpty() && !facts.brokersWereStruck()) {
                found.add("No event tells that order " + id + " became " + missing + ", as "
                        + records.get(records.size() - 1).place() + " has it.");
            }
            if (!invented.isEmpty()) {
                found.add("An event tells that order " + id + " became " + invented + ", once more or against "
                        + records.get(records.size() - 1).place() + '.');
            }
        });
    }

    private static Set<OrderStatus> statuses(List<OrderRecord> records) {
        return records.stream().map(OrderRecord::status).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** PostgreSQL's events are relayed after the decision, so that of the last orders they may be on their way. */
    private static Set<OrderStatus> beginning(OrderRecord order, long recent) {
        Set<OrderStatus> beginning = new LinkedHashSet<>();
        if (order.order().getDecidedAt() < recent) {
            beginning.add(
                    order.order().getHeldUntil() == 0
                            ? OrderStatus.ORDER_STATUS_UNSPECIFIED
                            : OrderStatus.ORDER_STATUS_RESERVED);
        }
        return beginning;
    }

    /** From the first definition on: what is told before that is of an item whose beginning is not there. */
    private static void balance(List<EventRecord> events, Findings found) {
        long remaining = -1;
        for (EventRecord event : events) {
            long told = event.data().getLong("remaining", -1L);
            long change = change(event);
            if (remaining >= 0 && STATUS.containsKey(event.type()) && told != remaining + change) {
                found.add("The event " + event.id() + " at " + event.place() + " leaves " + told + " units of "
                        + event.item() + ", but " + remaining + " were left before it and it changes " + change + '.');
            }
            boolean begins = remaining >= 0 || event.type().equals("ItemDefined");
            remaining = begins && told >= 0 ? told : remaining;
        }
    }

    private static long change(EventRecord event) {
        OrderStatus status = STATUS.get(event.type());
        if (status == null || status == OrderStatus.ORDER_STATUS_CONFIRMED) {
            return 0;
        }
        long quantity = event.data().getLong("quantity", 0L);
        return Sale.holds(status) ? -quantity : quantity;
    }
}
