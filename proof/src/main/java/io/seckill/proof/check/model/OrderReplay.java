package io.seckill.proof.check.model;

import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.facts.Exchange;
import io.seckill.v1.Command;
import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What becomes of an order that is to be confirmed, cancelled or refunded. Where a backend's clock may have found the command
 * too old, it may have changed nothing, unless its asker was told that it has.
 */
final class OrderReplay {
    private final Told told;

    OrderReplay(Told told) {
        this.told = told;
    }

    void replay(SaleState sale, QueuedCommand queued) {
        Command command = queued.command();
        OrderStatus wanted = wanted(command);
        String id = id(command);
        ReplayedOrder order = sale.orders().get(id);
        if (order == null || !isAllowed(command, order)) {
            return; // an answer that it was done is held against the books by other rules
        }
        Exchange exchange = told.of(queued.request());
        Set<OrderStatus> done = EnumSet.noneOf(OrderStatus.class);
        Set<OrderStatus> next = EnumSet.noneOf(OrderStatus.class);
        for (OrderStatus status : order.possible()) {
            if (becomes(status, wanted, command.getUserId().isEmpty())) {
                done.add(wanted);
            } else if (status == wanted
                    || (status == OrderStatus.ORDER_STATUS_UNSPECIFIED
                            && wanted == OrderStatus.ORDER_STATUS_CONFIRMED)) {
                done.add(status);
            }
            if (!told.isInTime(queued)
                    || !becomes(status, wanted, command.getUserId().isEmpty())) {
                next.add(status);
            }
        }
        next.addAll(done);
        boolean isDone = exchange != null && exchange.isDone() && !done.isEmpty();
        order.become(isDone ? done : next);
        withdraw(sale, command, order, done);
    }

    /** Units of a refund that are not to be sold again leave the sale. */
    private static void withdraw(SaleState sale, Command command, ReplayedOrder order, Set<OrderStatus> done) {
        if (command.hasRefund() && !command.getRefund().getRestock() && !done.isEmpty()) {
            Set<Definition> possible = new LinkedHashSet<>(sale.definitions());
            sale.definitions()
                    .forEach(each -> possible.add(
                            each.withdrawn(Integer.toUnsignedLong(order.order().getQuantity()))));
            sale.define(possible);
        }
    }

    private static boolean isAllowed(Command command, ReplayedOrder order) {
        return command.getUserId().isEmpty()
                || command.getUserId().equals(order.order().getUserId());
    }

    private static String id(Command command) {
        return switch (command.getActionCase()) {
            case CONFIRM -> command.getConfirm().getOrderId();
            case CANCEL -> command.getCancel().getOrderId();
            default -> command.getRefund().getOrderId();
        };
    }

    private static OrderStatus wanted(Command command) {
        return switch (command.getActionCase()) {
            case CONFIRM -> OrderStatus.ORDER_STATUS_CONFIRMED;
            case CANCEL -> OrderStatus.ORDER_STATUS_CANCELLED;
            default -> OrderStatus.ORDER_STATUS_REFUNDED;
        };
    }

    private static boolean becomes(OrderStatus status, OrderStatus wanted, boolean byService) {
        boolean paid = status == OrderStatus.ORDER_STATUS_UNSPECIFIED || status == OrderStatus.ORDER_STATUS_CONFIRMED;
        return switch (wanted) {
            case ORDER_STATUS_CONFIRMED -> status == OrderStatus.ORDER_STATUS_RESERVED;
            case ORDER_STATUS_CANCELLED -> status == OrderStatus.ORDER_STATUS_RESERVED || (byService && paid);
            default -> paid;
        };
    }
}
