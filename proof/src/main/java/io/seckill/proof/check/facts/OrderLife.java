package io.seckill.proof.check.facts;

import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.Set;

/** The one way that an order goes: what is final from the start, or was confirmed, may be cancelled or refunded. */
public final class OrderLife {
    private OrderLife() {}

    /** How an order that is {@code now} may have stood before, in one step or more. */
    public static Set<OrderStatus> before(OrderStatus now) {
        return switch (now) {
            case ORDER_STATUS_CONFIRMED, ORDER_STATUS_EXPIRED -> EnumSet.of(OrderStatus.ORDER_STATUS_RESERVED);
            case ORDER_STATUS_CANCELLED, ORDER_STATUS_REFUNDED ->
                EnumSet.of(
                        OrderStatus.ORDER_STATUS_UNSPECIFIED,
                        OrderStatus.ORDER_STATUS_RESERVED,
                        OrderStatus.ORDER_STATUS_CONFIRMED);
            default -> EnumSet.noneOf(OrderStatus.class);
        };
    }
}
