package io.seckill.gateway.respond;

import io.seckill.contract.Limits;
import io.seckill.v1.Order;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked, for a result to be held against: a backend in any language may send one, and a wrong one must not read as
 * bought.
 *
 * @param kind what an answer to it may be
 * @param userId who asked, empty for an operator or a service, which may ask about any user's order
 * @param itemId the item
 * @param quantity the units that an order must have; 0 where any number will do
 * @param orderId the order that must be told of; empty where the backend says which
 */
public record ResultCheck(Kind kind, String userId, String itemId, int quantity, String orderId) {
    /** What kinds of commands there are. */
    public enum Kind {
        PURCHASE,
        LOOKUP,
        ORDER,
        ORDER_LIST,
        DEFINITION,
        STATE,
        DELETION
    }

    private static final Set<Outcome> OF_ANY =
            EnumSet.of(Outcome.OUTCOME_EXPIRED, Outcome.OUTCOME_REJECTED_BY_BACKEND, Outcome.OUTCOME_MOVED);

    private static final Set<Outcome> OF_A_PURCHASE = EnumSet.of(
            Outcome.OUTCOME_ACCEPTED,
            Outcome.OUTCOME_SOLD_OUT,
            Outcome.OUTCOME_LIMIT_REACHED,
            Outcome.OUTCOME_HOLDS_EXHAUSTED,
            Outcome.OUTCOME_UNKNOWN_ITEM,
            Outcome.OUTCOME_NOT_STARTED,
            Outcome.OUTCOME_PAUSED,
            Outcome.OUTCOME_ENDED,
            Outcome.OUTCOME_UNKNOWN_REQUEST,
            Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED);

    private static final Set<Outcome> OF_AN_ORDER = EnumSet.of(
            Outcome.OUTCOME_ORDER_SHOWN,
            Outcome.OUTCOME_ORDER_CONFIRMED,
            Outcome.OUTCOME_ORDER_CANCELLED,
            Outcome.OUTCOME_ORDER_REFUNDED,
            Outcome.OUTCOME_NOT_CONFIRMED,
            Outcome.OUTCOME_ALREADY_REFUNDED,
            Outcome.OUTCOME_HOLD_EXPIRED,
            Outcome.OUTCOME_ALREADY_CONFIRMED,
            Outcome.OUTCOME_ALREADY_CANCELLED,
            Outcome.OUTCOME_UNKNOWN_ORDER,
            Outcome.OUTCOME_UNKNOWN_ITEM);

    private static final Set<Outcome> OF_A_DEFINITION =
            EnumSet.of(Outcome.OUTCOME_ITEM_STORED, Outcome.OUTCOME_STOCK_BELOW_SOLD, Outcome.OUTCOME_ITEM_CLOSED);

    private static final Set<Outcome> OF_A_STATE =
            EnumSet.of(Outcome.OUTCOME_ITEM_STORED, Outcome.OUTCOME_UNKNOWN_ITEM, Outcome.OUTCOME_ITEM_CLOSED);

    private static final Set<Outcome> OF_A_DELETION =
            EnumSet.of(Outcome.OUTCOME_ITEM_DELETED, Outcome.OUTCOME_UNKNOWN_ITEM, Outcome.OUTCOME_ITEM_NOT_CLOSED);

    /** Why {@code result} is no answer to this, or null where it is one. Holds nothing of what the result says. */
    public @Nullable String misfit(Result result) {
        if (!canEndIn(result.getOutcome())) {
            return "no outcome of what was asked";
        }
        return switch (result.getOutcome()) {
            case OUTCOME_ACCEPTED,
                    OUTCOME_ORDER_SHOWN,
                    OUTCOME_ORDER_CONFIRMED,
                    OUTCOME_ORDER_CANCELLED,
                    OUTCOME_ORDER_REFUNDED -> result.hasOrder() ? misfit(result.getOrder()) : "without its order";
            case OUTCOME_ORDERS_LISTED -> listMisfit(result);
            case OUTCOME_LIMIT_REACHED -> result.hasOrder() ? strange(result.getOrder()) : null;
            // Of a question's answer only the outcome is told.
            case OUTCOME_NOT_STARTED -> kind == Kind.PURCHASE ? itemMisfit(result) : null;
            case OUTCOME_ITEM_STORED, OUTCOME_STOCK_BELOW_SOLD -> itemMisfit(result);
            default -> null;
        };
    }

    private boolean canEndIn(Outcome outcome) {
        boolean ofItsOwn = switch (kind) {
            case PURCHASE -> OF_A_PURCHASE.contains(outcome);
            case LOOKUP -> OF_A_PURCHASE.contains(outcome) || outcome == Outcome.OUTCOME_PENDING;
            case ORDER -> OF_AN_ORDER.contains(outcome);
            case ORDER_LIST -> outcome == Outcome.OUTCOME_ORDERS_LISTED || outcome == Outcome.OUTCOME_UNKNOWN_ITEM;
            case DEFINITION -> OF_A_DEFINITION.contains(outcome);
            case STATE -> OF_A_STATE.contains(outcome);
            case DELETION -> OF_A_DELETION.contains(outcome);
        };
        return ofItsOwn || OF_ANY.contains(outcome);
    }

    private @Nullable String misfit(Order order) {
        if (quantity != 0 && order.getQuantity() != quantity) {
            return "an order of another quantity";
        }
        if (order.getQuantity() == 0
                || (!orderId.isEmpty() && !order.getOrderId().equals(orderId))) {
            return "another order";
        }
        return strange(order);
    }

    private @Nullable String strange(Order order) {
        boolean named = Limits.isId(order.getOrderId());
        boolean theirs = userId.isEmpty() || order.getUserId().equals(userId);
        return named && theirs && order.getItemId().equals(itemId) ? null : "an order of another user or item";
    }

    private @Nullable String listMisfit(Result result) {
        return result.getOrders().getOrdersList().stream()
                .map(this::misfit)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String itemMisfit(Result result) {
        return result.hasItem() && result.getItem().getItemId().equals(itemId) ? null : "without its item";
    }
}
