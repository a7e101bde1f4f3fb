package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.contract.Limits;
import io.seckill.v1.Command;
import io.seckill.v1.Order;
import io.seckill.v1.OrderList;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of orders: to confirm one, to cancel it, to refund it, to show it, to list a user's own. Who asks is the
 * order's user, or a service, whose commands name no user. What is told follows from how the order stands alone, so asked
 * again it is the same for as long as the order is.
 */
final class OrderRules {
    private static final Comparator<Order> NEWEST_FIRST = Comparator.comparingLong(Order::getDecidedAt)
            .thenComparing(Order::getOrderId)
            .reversed();

    /** Of a user's orders, those last written: a user who cancels all the time keeps nobody waiting by a list. */
    private static final int MOST_LOOKED_AT = 10 * Limits.LISTED_ORDERS;

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

    Decision refund(LoggedCommand asked) {
        return settle(asked, asked.command().getRefund().getOrderId(), OrderStatus.ORDER_STATUS_REFUNDED);
    }

    Decision show(LoggedCommand asked) {
        return Decision.told(shown(asked));
    }

    Decision list(LoggedCommand asked) {
        return Decision.told(listed(asked));
    }

    /**
     * What {@code asked}, decided before, was told; empty where its order stands so that it cannot have settled it, or where
     * the item, which may have been deleted since, is unknown.
     */
    Optional<Result.Builder> recall(LoggedCommand asked) {
        Command command = asked.command();
        if (!book.defines(command.getItemId())) {
            return Optional.empty();
        }
        return switch (command.getActionCase()) {
            case CONFIRM -> settled(asked, command.getConfirm().getOrderId(), OrderStatus.ORDER_STATUS_CONFIRMED);
            case CANCEL -> settled(asked, command.getCancel().getOrderId(), OrderStatus.ORDER_STATUS_CANCELLED);
            case REFUND -> settled(asked, command.getRefund().getOrderId(), OrderStatus.ORDER_STATUS_REFUNDED);
            case SHOW_ORDER -> Optional.of(shown(asked));
            case LIST_ORDERS -> Optional.of(listed(asked));
            default -> throw new IllegalArgumentException("not about an order: " + command.getActionCase());
        };
    }

    private Decision settle(LoggedCommand asked, String orderId, OrderStatus wanted) {
        return settled(asked, orderId, wanted).map(Decision::told).orElseGet(() -> {
            Command command = asked.command();
            ItemLedger item = book.of(command.getItemId());
            int row = row(item, command, orderId);
            List<LedgerEntry> entries = new ArrayList<>(1);
            Order order = book.settle(item, row, wanted, book.versionAfter(asked), entries);
            if (command.hasRefund() && !command.getRefund().getRestock()) {
                entries.add(LedgerEntry.of(item.withdraw(order.getQuantity(), book.versionAfter(asked))));
            }
            return new Decision(
                    asked.answer(outcome(wanted, wanted)).setOrder(order).build(), entries);
        });
    }

    /** What {@code asked}, who wants the order {@code orderId} to be {@code wanted}, is told; empty where it becomes so. */
    private Optional<Result.Builder> settled(LoggedCommand asked, String orderId, OrderStatus wanted) {
        Optional<Order> order = find(asked, orderId);
        if (order.isEmpty()) {
            return Optional.of(unknown(asked));
        }
        OrderStatus status = order.get().getStatus();
        return becomes(status, wanted, isService(asked.command()))
                ? Optional.empty()
                : Optional.of(asked.answer(outcome(status, wanted)).setOrder(order.get()));
    }

    private Result.Builder shown(LoggedCommand asked) {
        return find(asked, asked.command().getShowOrder().getOrderId())
                .map(order -> asked.answer(Outcome.OUTCOME_ORDER_SHOWN).setOrder(order))
                .orElseGet(() -> unknown(asked));
    }

    private Result.Builder unknown(LoggedCommand asked) {
        return asked.answer(
                book.defines(asked.command().getItemId())
                        ? Outcome.OUTCOME_UNKNOWN_ORDER
                        : Outcome.OUTCOME_UNKNOWN_ITEM);
    }

    private Result.Builder listed(LoggedCommand asked) {
        ItemLedger item = book.find(asked.command().getItemId());
        if (item == null || !item.defined()) {
            return asked.answer(Outcome.OUTCOME_UNKNOWN_ITEM);
        }
        List<Order> found = item.latestOrdersOf(asked.command().getUserId(), MOST_LOOKED_AT).stream()
                .sorted(NEWEST_FIRST)
                .toList();
        OrderList.Builder list = OrderList.newBuilder().setMore(found.size() > Limits.LISTED_ORDERS);
        found.stream().limit(Limits.LISTED_ORDERS).forEach(list::addOrders);
        return asked.answer(Outcome.OUTCOME_ORDERS_LISTED).setOrders(list);
    }

    private Optional<Order> find(LoggedCommand asked, String orderId) {
        ItemLedger item = book.find(asked.command().getItemId());
        int row = item == null ? OrderTable.NONE : row(item, asked.command(), orderId);
        return item == null || row == OrderTable.NONE ? Optional.empty() : Optional.of(item.order(row));
    }

    private static int row(ItemLedger item, Command command, String orderId) {
        return isService(command) ? item.row(orderId) : item.row(orderId, command.getUserId());
    }

    private static boolean isService(Command command) {
        return command.getUserId().isEmpty();
    }

    private static boolean becomes(OrderStatus status, OrderStatus wanted, boolean byService) {
        boolean reserved = status == OrderStatus.ORDER_STATUS_RESERVED;
        return switch (wanted) {
            case ORDER_STATUS_CONFIRMED -> reserved;
            case ORDER_STATUS_CANCELLED -> reserved || (byService && ItemLedger.paid(status));
            default -> ItemLedger.paid(status);
        };
    }

    private static Outcome outcome(OrderStatus status, OrderStatus wanted) {
        return switch (status) {
            case ORDER_STATUS_EXPIRED -> Outcome.OUTCOME_HOLD_EXPIRED;
            case ORDER_STATUS_CANCELLED ->
                wanted == status ? Outcome.OUTCOME_ORDER_CANCELLED : Outcome.OUTCOME_ALREADY_CANCELLED;
            case ORDER_STATUS_REFUNDED ->
                wanted == status ? Outcome.OUTCOME_ORDER_REFUNDED : Outcome.OUTCOME_ALREADY_REFUNDED;
            case ORDER_STATUS_CONFIRMED, ORDER_STATUS_UNSPECIFIED ->
                wanted == OrderStatus.ORDER_STATUS_CONFIRMED
                        ? Outcome.OUTCOME_ORDER_CONFIRMED
                        : Outcome.OUTCOME_ALREADY_CONFIRMED;
            case ORDER_STATUS_RESERVED -> Outcome.OUTCOME_NOT_CONFIRMED; // only a refund leaves it so
            case UNRECOGNIZED -> throw new IllegalArgumentException("no status: " + status);
        };
    }
}
