package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.OrderLife;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.history.Call;
import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Promise 4, for what is done to orders: whoever is told that an order is confirmed, cancelled, refunded or expired can read
 * that in the books, or that it went on from there; and an order that a client was told of is not unknown later.
 */
final class ChangesAreKept implements Rule {
    private static final Set<OrderStatus> CONFIRMED =
            EnumSet.of(OrderStatus.ORDER_STATUS_CONFIRMED, OrderStatus.ORDER_STATUS_UNSPECIFIED);

    @Override
    public void check(Facts facts, Findings found) {
        Map<String, Exchange> known = new HashMap<>();
        for (Exchange each : facts.exchanges(Call.Kind.PURCHASE, Call.Kind.LOOKUP)) {
            if (each.order() != null) {
                known.merge(each.order(), each, (one, two) -> one.answered() <= two.answered() ? one : two);
            }
        }
        for (Exchange each : facts.exchanges(Call.Kind.CONFIRM, Call.Kind.CANCEL, Call.Kind.REFUND)) {
            String id = each.call().order();
            if (id == null || facts.mayBeDeleted(each.call().item())) {
                continue;
            }
            Set<OrderStatus> told = told(each);
            if (!told.isEmpty()) {
                compare(facts, each, id, told, found);
            } else if (each.code().equals("UNKNOWN_ORDER")) {
                unknown(each, known.get(id), found);
            }
        }
    }

    /** How the order must have stood; empty where the answer says nothing of that. */
    private static Set<OrderStatus> told(Exchange each) {
        if (each.isDone()) {
            return switch (each.call().kind()) {
                case CONFIRM -> CONFIRMED;
                case CANCEL -> EnumSet.of(OrderStatus.ORDER_STATUS_CANCELLED);
                default -> EnumSet.of(OrderStatus.ORDER_STATUS_REFUNDED);
            };
        }
        return switch (each.code()) {
            case "HOLD_EXPIRED" -> EnumSet.of(OrderStatus.ORDER_STATUS_EXPIRED);
            case "ALREADY_CONFIRMED" -> CONFIRMED;
            case "ALREADY_CANCELLED" -> EnumSet.of(OrderStatus.ORDER_STATUS_CANCELLED);
            case "ALREADY_REFUNDED" -> EnumSet.of(OrderStatus.ORDER_STATUS_REFUNDED);
            case "NOT_CONFIRMED" -> EnumSet.of(OrderStatus.ORDER_STATUS_RESERVED);
            default -> EnumSet.noneOf(OrderStatus.class);
        };
    }

    private static void compare(Facts facts, Exchange each, String id, Set<OrderStatus> told, Findings found) {
        List<OrderRecord> records = facts.orders().getOrDefault(id, List.of());
        boolean every = facts.haveEveryChange();
        boolean fits = records.stream()
                .anyMatch(record -> told.contains(record.status())
                        || (!every && told.stream().anyMatch(OrderLife.before(record.status())::contains)));
        if (!fits) {
            found.add(
                    "A client was told that order " + id + " is " + told + ", but the books "
                            + (records.isEmpty()
                                    ? "do not have the order"
                                    : "have it as "
                                            + records.stream()
                                                    .map(record -> record.status() + " at " + record.place())
                                                    .toList())
                            + ": " + each.text() + '.',
                    each);
        }
    }

    private static void unknown(Exchange each, @Nullable Exchange known, Findings found) {
        if (known != null && known.answered() < each.asked()) {
            found.add(
                    "Order " + each.call().order() + " was known, and later it was not: " + known.text() + "; "
                            + each.text() + '.',
                    known,
                    each);
        }
    }
}
