package io.seckill.proof.check.facts;

import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The one way that an order goes: what is final from the start, or was confirmed, may be cancelled or refunded. */
public final class OrderLife {
    private static final Map<OrderStatus, Set<OrderStatus>> NEXT = Map.of(
            OrderStatus.ORDER_STATUS_UNSPECIFIED,
            EnumSet.of(OrderStatus.ORDER_STATUS_CANCELLED, OrderStatus.ORDER_STATUS_REFUNDED),
            OrderStatus.ORDER_STATUS_RESERVED,
            EnumSet.of(
                    OrderStatus.ORDER_STATUS_CONFIRMED,
                    OrderStatus.ORDER_STATUS_CANCELLED,
                    OrderStatus.ORDER_STATUS_EXPIRED),
            OrderStatus.ORDER_STATUS_CONFIRMED,
            EnumSet.of(OrderStatus.ORDER_STATUS_CANCELLED, OrderStatus.ORDER_STATUS_REFUNDED));

    private OrderLife() {}

    /** Whether {@code now} follows upon {@code before} in one step. */
    public static boolean follows(OrderStatus before, OrderStatus now) {
        return NEXT.getOrDefault(before, Set.of()).contains(now);
    }

    /** How an order that is {@code now} may have stood before, in one step or more. */
    public static Set<OrderStatus> before(OrderStatus now) {
        Set<OrderStatus> before = EnumSet.noneOf(OrderStatus.class);
        NEXT.keySet().stream().filter(status -> follows(status, now)).forEach(status -> {
            before.add(status);
            before.addAll(before(status));
        });
        return before;
    }
}
