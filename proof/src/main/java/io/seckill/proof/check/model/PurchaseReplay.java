package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.model.Definition.Moment;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether a purchase may have ended as it did. */
final class PurchaseReplay {
    private final Told told;
    private final Complaints complaints;

    PurchaseReplay(Told told, Complaints complaints) {
        this.told = told;
        this.complaints = complaints;
    }

    void replay(SaleState sale, QueuedCommand queued, Moment now) {
        Command command = queued.command();
        String user = command.getUserId();
        if (!sale.begins(user, queued.request())) {
            return; // a copy is told what the first one was
        }
        OrderRecord won = told.order(queued.request());
        boolean own = won != null && won.order().getUserId().equals(user);
        ReplayedOrder byKey = sale.wonBy(user, command.getIdempotencyKey());
        if (sale.isUnknown(user, queued.request())) {
            if (own) {
                complaints.add(
                        "its asker had been told before that there is no such purchase, and it won an order", queued);
            }
        } else if (byKey != null) {
            keyed(queued, byKey, own);
        } else if (won != null && own) {
            won(sale, queued, won.order(), now);
        } else {
            refused(sale, queued, now);
        }
    }

    private void keyed(QueuedCommand queued, ReplayedOrder first, boolean own) {
        Exchange exchange = told.ofPurchase(queued.request(), queued.command().getUserId());
        String outcome = exchange == null ? null : exchange.outcome();
        boolean sameQuantity =
                first.order().getQuantity() == queued.command().getPurchase().getQuantity();
        String must = sameQuantity ? Exchange.outcomeOf(first.order().getOrderId()) : "IDEMPOTENCY_KEY_REUSED";
        if (own) {
            complaints.add(
                    "its key had won order " + first.order().getOrderId() + " before, and it won another", queued);
        } else if (outcome != null && !outcome.equals(must)) {
            complaints.add(
                    "its key had won order " + first.order().getOrderId() + " before, so that the answer is " + must
                            + ", but " + said(exchange),
                    queued);
        }
    }

    private void won(SaleState sale, QueuedCommand queued, Order order, Moment now) {
        long quantity = Integer.toUnsignedLong(order.getQuantity());
        String why = null;
        for (Definition each : sale.definitions()) {
            why = each.stops(now);
            why = why == null ? tooMany(sale, each, order.getUserId(), quantity) : why;
            why = why == null ? wrongHold(each, order, now) : why;
            if (why == null) {
                break;
            }
        }
        long expires = queued.command().getExpiresAt();
        if (why == null && expires != 0 && now.earliest() > expires) {
            why = "its time to live was over when it was appended";
        }
        if (why != null) {
            complaints.add(why + ", and it won an order all the same", queued);
        }
        sale.narrow(each -> each.stops(now) == null
                && tooMany(sale, each, order.getUserId(), quantity) == null
                && wrongHold(each, order, now) == null);
        sale.add(new ReplayedOrder(order, told.everOf(order.getOrderId())));
    }

    private static @Nullable String tooMany(SaleState sale, Definition definition, String user, long quantity) {
        long users = sale.leastHeld(of(user));
        if (users + quantity > definition.perUser()) {
            return user + " held " + users + " units of " + definition.perUser() + " that one user may";
        }
        long held = sale.leastHeld(any -> true);
        return held + quantity > definition.stock()
                ? held + " of " + definition.stock() + " units were reserved or sold"
                : null;
    }

    private static @Nullable String wrongHold(Definition definition, Order order, Moment now) {
        if (definition.hold() == 0 || order.getHeldUntil() == 0) {
            return definition.hold() == order.getHeldUntil() ? null : "its hold is not the item's";
        }
        long from = order.getHeldUntil() - definition.hold();
        return now.earliest() <= from && from <= now.latest() ? null : "its hold is not as long as the item's";
    }

    private static Predicate<ReplayedOrder> of(String user) {
        return each -> each.order().getUserId().equals(user);
    }

    private void refused(SaleState sale, QueuedCommand queued, Moment now) {
        String user = queued.command().getUserId();
        Exchange exchange = told.ofPurchase(queued.request(), user);
        String outcome = exchange == null ? null : exchange.outcome();
        if (exchange == null || outcome == null || outcome.startsWith(Exchange.outcomeOf(""))) {
            return; // of an order that is not there other rules tell
        }
        long quantity = Integer.toUnsignedLong(queued.command().getPurchase().getQuantity());
        boolean fits = switch (outcome) {
            case "EXPIRED" -> told.mayHaveExpired(queued);
            case "UNKNOWN_REQUEST" -> !told.isLedger() || told.facts().mayBeDeleted(queued.item());
            case "IDEMPOTENCY_KEY_REUSED" -> false;
            case "HOLDS_EXHAUSTED" -> sale.mayHaveExpired(user);
            case "UNKNOWN_ITEM" -> sale.narrow(each -> !each.exists());
            case "ENDED" -> sale.narrow(each -> each.mayBeOver(now));
            case "PAUSED" -> sale.narrow(Definition::isPaused);
            case "NOT_STARTED" -> sale.narrow(each -> each.exists() && each.mayBeEarly(now));
            case "LIMIT_REACHED" ->
                sale.narrow(each -> mayBeOpen(each, now) && sale.mostHeld(of(user)) + quantity > each.perUser());
            case "SOLD_OUT" ->
                sale.narrow(each -> mayBeOpen(each, now)
                        && sale.leastHeld(of(user)) + quantity <= each.perUser()
                        && sale.mostHeld(any -> true) + quantity > each.stock());
            default -> true;
        };
        if (!fits) {
            complaints.add(
                    "nothing says so: " + sale.definitions() + " with at most "
                            + sale.mostHeld(any -> true) + " units reserved or sold, of which the user at most "
                            + sale.mostHeld(of(user)) + ", but " + said(exchange),
                    queued);
        }
    }

    private static boolean mayBeOpen(Definition definition, Moment now) {
        return definition.stops(now) == null;
    }

    private static String said(@Nullable Exchange exchange) {
        return Objects.requireNonNull(exchange, "what was said has somebody who heard it")
                .text();
    }
}
