package io.seckill.backend.postgres;

import io.seckill.v1.Command;
import io.seckill.v1.OrderStatus;

/**
 * What a command asks about an order.
 *
 * @param orderId which one
 * @param wanted what shall become of it; unspecified where it is only to be shown
 */
record Question(String orderId, OrderStatus wanted) {
    static Question of(Command command) {
        return switch (command.getActionCase()) {
            case CONFIRM -> new Question(command.getConfirm().getOrderId(), OrderStatus.ORDER_STATUS_CONFIRMED);
            case CANCEL -> new Question(command.getCancel().getOrderId(), OrderStatus.ORDER_STATUS_CANCELLED);
            case REFUND -> new Question(command.getRefund().getOrderId(), OrderStatus.ORDER_STATUS_REFUNDED);
            case SHOW_ORDER -> new Question(command.getShowOrder().getOrderId(), OrderStatus.ORDER_STATUS_UNSPECIFIED);
            default -> throw new IllegalArgumentException("not about an order: " + command.getActionCase());
        };
    }
}
