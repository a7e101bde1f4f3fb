package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.backend.decide.memory.PastPurchases;
import io.seckill.backend.decide.order.StoredOrder;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.RememberedOutcome;
import io.seckill.v1.Result;
import java.util.List;
import java.util.Optional;

/** Who gets a unit, and what is told of a purchase when it is asked about again. */
final class PurchaseRules {
    private final OrderBook book;
    private final PastPurchases memory;
    private final int maxExpired;

    PurchaseRules(OrderBook book, PastPurchases memory, int maxExpired) {
        this.book = book;
        this.memory = memory;
        this.maxExpired = maxExpired;
    }

    /** What the purchase {@code asked}, decided before, was told; empty where nothing is remembered of it. */
    Optional<Result.Builder> recall(LoggedCommand asked) {
        return past(asked, asked.command().getRequestId());
    }

    /** What became of the purchase that {@code asked} asks about, where it was the same user's. */
    Optional<Result.Builder> lookUp(LoggedCommand asked) {
        String user = asked.command().getUserId();
        return past(asked, asked.command().getLookup().getRequestId())
                .filter(found ->
                        !found.hasOrder() || found.getOrder().getUserId().equals(user));
    }

    /** What the purchase {@code requestId} of this item was told, as an answer to {@code asked}. */
    private Optional<Result.Builder> past(LoggedCommand asked, String requestId) {
        Command command = asked.command();
        Optional<RememberedOutcome> remembered = memory.ofRequest(requestId, command.getUserId(), command.getItemId());
        if (remembered.isPresent()) {
            return Optional.of(asRemembered(asked, remembered.get()));
        }
        ItemLedger item = book.find(command.getItemId());
        return item == null
                ? Optional.empty()
                : item.order(requestId)
                        .map(won -> asked.answer(Outcome.OUTCOME_ACCEPTED).setOrder(won));
    }

    private Result.Builder asRemembered(LoggedCommand asked, RememberedOutcome past) {
        ItemLedger item = book.find(asked.command().getItemId());
        Optional<Order> named =
                item == null || past.getOrderId().isEmpty() ? Optional.empty() : item.order(past.getOrderId());
        if (past.getOutcome() == Outcome.OUTCOME_ACCEPTED && named.isEmpty()) {
            return asked.answer(Outcome.OUTCOME_UNKNOWN_REQUEST); // by an earlier one's key, whose order was forgotten
        }
        // By number: a newer backend may have remembered what this one has no name for.
        Result.Builder result = asked.answer(Outcome.OUTCOME_UNSPECIFIED).setOutcomeValue(past.getOutcomeValue());
        named.ifPresent(result::setOrder);
        if (item != null && item.defined() && past.getOutcome() == Outcome.OUTCOME_NOT_STARTED) {
            result.setItem(item.status());
        }
        return result;
    }

    /**
     * A replay comes before everything else, because its unit was touched long ago, or it was refused, and any other
     * answer would be a lie. Whoever wins no order is remembered, so that he hears the same when he asks again. But not a
     * purchase too old for the memory: it hears the same without that, and would push out what makes others too old.
     *
     * @param expired whether its time to live has run out
     */
    Decision decide(LoggedCommand asked, boolean expired) {
        Optional<Result.Builder> replayed = recall(asked);
        if (replayed.isPresent()) {
            return Decision.told(replayed.get());
        }
        Decision decision = sameKey(asked).map(Decision::told).orElseGet(() -> newPurchase(asked, expired));
        Result result = decision.result();
        boolean tooOld = result.getOutcome() == Outcome.OUTCOME_EXPIRED && memory.mayHaveForgotten(asked.command());
        if (decision.entries().isEmpty() && !tooOld) {
            memory.remember(
                    asked.command(), result.getOutcomeValue(), result.getOrder().getOrderId(), book.time());
        }
        return decision;
    }

    /**
     * The answer that the asker's idempotency key stands for, where it has won an order. Nothing else binds it: what was
     * refused may be possible by now, since sales open, stock comes and holds end.
     */
    private Optional<Result.Builder> sameKey(LoggedCommand asked) {
        Command command = asked.command();
        ItemLedger item = book.find(command.getItemId());
        if (item == null || command.getIdempotencyKey().isEmpty()) {
            return Optional.empty();
        }
        return item.orderByKey(command.getUserId(), command.getIdempotencyKey())
                .map(won -> won.getQuantity() == quantityOf(command)
                        ? asked.answer(Outcome.OUTCOME_ACCEPTED).setOrder(won)
                        : asked.answer(Outcome.OUTCOME_IDEMPOTENCY_KEY_REUSED));
    }

    /** The questions in their order; the limit comes before the stock, because who holds a unit is better told so. */
    private Decision newPurchase(LoggedCommand asked, boolean expired) {
        ItemLedger item = book.find(asked.command().getItemId());
        if (expired || memory.mayHaveForgotten(asked.command())) {
            return Decision.told(asked, Outcome.OUTCOME_EXPIRED);
        }
        if (item == null || !item.defined()) {
            return Decision.told(asked, Outcome.OUTCOME_UNKNOWN_ITEM);
        }
        if (item.isOverAt(asked.appendedAt())) {
            return Decision.told(asked, Outcome.OUTCOME_ENDED);
        }
        if (item.state() != ItemState.ITEM_STATE_UNSPECIFIED) {
            return Decision.told(asked, Outcome.OUTCOME_PAUSED);
        }
        if (asked.appendedAt() < item.opensAt()) {
            return Decision.told(asked.answer(Outcome.OUTCOME_NOT_STARTED).setItem(item.status()));
        }
        return sell(asked, item);
    }

    private Decision sell(LoggedCommand asked, ItemLedger item) {
        Command command = asked.command();
        long quantity = Integer.toUnsignedLong(quantityOf(command));
        if (maxExpired > 0 && item.expiredHoldsOf(command.getUserId()) >= maxExpired) {
            return Decision.told(asked, Outcome.OUTCOME_HOLDS_EXHAUSTED);
        }
        if (item.unitsOf(command.getUserId()) + quantity > item.perUserLimit()) {
            Result.Builder result = asked.answer(Outcome.OUTCOME_LIMIT_REACHED);
            item.latestOrderOf(command.getUserId()).ifPresent(result::setOrder);
            return Decision.told(result);
        }
        if (quantity > item.remaining()) {
            return Decision.told(asked, Outcome.OUTCOME_SOLD_OUT);
        }
        Order order = Order.newBuilder()
                .setOrderId(command.getRequestId())
                .setUserId(command.getUserId())
                .setItemId(command.getItemId())
                .setQuantity(quantityOf(command))
                .setDecidedAt(asked.appendedAt())
                .setIdempotencyKey(command.getIdempotencyKey())
                .setDeviceId(command.getDeviceId())
                .setStatus(
                        item.holdMillis() == 0
                                ? OrderStatus.ORDER_STATUS_UNSPECIFIED
                                : OrderStatus.ORDER_STATUS_RESERVED)
                .setHeldUntil(item.holdMillis() == 0 ? 0 : book.time() + item.holdMillis())
                .build();
        book.add(item, StoredOrder.of(order), book.versionAfter(asked));
        return new Decision(
                asked.answer(Outcome.OUTCOME_ACCEPTED).setOrder(order).build(), List.of(LedgerEntry.of(order)));
    }

    private static int quantityOf(Command command) {
        return command.getPurchase().getQuantity();
    }
}
