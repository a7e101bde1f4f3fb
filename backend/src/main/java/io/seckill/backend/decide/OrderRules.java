package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What users ask of their orders: to confirm one, to cancel it, to show it. A final status never changes, so what is told
 * of it is also what was told before.
 */
final class OrderRules {
    private final OrderBook book;

    OrderRules(OrderBook book) {
        this.book = book;
    }

    Decision confirm(LoggedCommand asked) {
        return settle(asked, asked.command().getConfirm().getOrderId(), OrderStatus.ORDER_STATUS_CONFIRMED);
    }

    Decision cancel(LoggedCommand asked) {
        return settle(asked, asked.command().getCancel().getOrderId(), OrderStatus.ORDER_STATUS_CANCELLED);
    }

    Decision show(LoggedCommand asked) {
        return Decision.told(shown(asked));
    }

    /**
     * What {@code asked}, decided before, was told; empty where its order still waits, so that it cannot have settled it, or
     * where the item, which may have been deleted since, is unknown.
     */
    Optional<Result.Builder> recall(LoggedCommand asked) {
        Command command = asked.command();
        if (!book.defines(command.getItemId())) {
            return Optional.empty();
        }
        return switch (command.getActionCase()) {
            case CONFIRM -> settled(asked, command.getConfirm().getOrderId(), OrderStatus.ORDER_STATUS_CONFIRMED);
            case CANCEL -> settled(asked, command.getCancel().getOrderId(), OrderStatus.ORDER_STATUS_CANCELLED);
            case SHOW_ORDER -> Optional.of(shown(asked));
            default -> throw new IllegalArgumentException("not about an order: " + command.getActionCase());
        };
    }

    private Decision settle(LoggedCommand asked, String orderId, OrderStatus wanted) {
        return settled(asked, orderId, wanted).map(Decision::told).orElseGet(() -> {
            ItemLedger item = book.of(asked.command().getItemId());
            int row = item.row(orderId, asked.command().getUserId());
            List<LedgerEntry> entries = new ArrayList<>(1);
            Order order = book.settle(item, row, wanted, book.versionAfter(asked), entries);
            return new Decision(
                    asked.answer(outcome(wanted, wanted)).setOrder(order).build(), entries);
        });
    }

    /** What {@code asked}, who wants the order {@code orderId} to be {@code wanted}, is told; empty where it is reserved. */
    private Optional<Result.Builder> settled(LoggedCommand asked, String orderId, OrderStatus wanted) {
        Optional<Order> order = own(asked, orderId);
        if (order.isEmpty()) {
            return Optional.of(unknown(asked));
        }
        OrderStatus status = order.get().getStatus();
        return status == OrderStatus.ORDER_STATUS_RESERVED
                ? Optional.empty()
                : Optional.of(asked.answer(outcome(status, wanted)).setOrder(order.get()));
    }

    private Result.Builder shown(LoggedCommand asked) {
        return own(asked, asked.command().getShowOrder().getOrderId())
                .map(order -> asked.answer(Outcome.OUTCOME_ORDER_SHOWN).setOrder(order))
                .orElseGet(() -> unknown(asked));
    }

    private Result.Builder unknown(LoggedCommand asked) {
        return asked.answer(
                book.defines(asked.command().getItemId())
                        ? Outcome.OUTCOME_UNKNOWN_ORDER
                        : Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    private Optional<Order> own(LoggedCommand asked, String orderId) {
        ItemLedger item = book.find(asked.command().getItemId());
        int row = item == null
                ? OrderTable.NONE
                : item.row(orderId, asked.command().getUserId());
        return item == null || row == OrderTable.NONE ? Optional.empty() : Optional.of(item.order(row));
    }

    private static Outcome outcome(OrderStatus status, OrderStatus wanted) {
        boolean confirming = wanted == OrderStatus.ORDER_STATUS_CONFIRMED;
        return switch (status) {
            case ORDER_STATUS_EXPIRED -> Outcome.OUTCOME_HOLD_EXPIRED;
            case ORDER_STATUS_CANCELLED ->
                confirming ? Outcome.OUTCOME_ALREADY_CANCELLED : Outcome.OUTCOME_ORDER_CANCELLED;
            case ORDER_STATUS_CONFIRMED, ORDER_STATUS_UNSPECIFIED ->
                confirming ? Outcome.OUTCOME_ORDER_CONFIRMED : Outcome.OUTCOME_ALREADY_CONFIRMED;
            case ORDER_STATUS_RESERVED, UNRECOGNIZED -> throw new IllegalArgumentException("not final: " + status);
        };
    }
}
