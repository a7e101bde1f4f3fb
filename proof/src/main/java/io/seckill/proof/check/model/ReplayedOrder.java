package io.seckill.proof.check.model;

import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import java.util.EnumSet;
import java.util.Set;

/** An order as it may stand at some moment of the replay. */
final class ReplayedOrder {
    private static final Set<OrderStatus> HOLDING = EnumSet.of(
            OrderStatus.ORDER_STATUS_UNSPECIFIED,
            OrderStatus.ORDER_STATUS_RESERVED,
            OrderStatus.ORDER_STATUS_CONFIRMED);

    private final Order order;
    private final Set<OrderStatus> inTheBooks; // that it may ever have had, as it stands there
    private final Set<OrderStatus> ever = EnumSet.noneOf(OrderStatus.class);
    private Set<OrderStatus> possible;

    ReplayedOrder(Order order, Set<OrderStatus> inTheBooks) {
        this.order = order;
        this.inTheBooks = inTheBooks;
        this.possible = EnumSet.of(
                order.getHeldUntil() == 0 ? OrderStatus.ORDER_STATUS_UNSPECIFIED : OrderStatus.ORDER_STATUS_RESERVED);
        ever.addAll(possible);
    }

    Order order() {
        return order;
    }

    Set<OrderStatus> possible() {
        return possible;
    }

    /** Every status that it may have had. */
    Set<OrderStatus> ever() {
        return ever;
    }

    /** From here on it stands in one of {@code now}; what the books never had it has not become. */
    void become(Set<OrderStatus> now) {
        ever.addAll(now);
        Set<OrderStatus> believed = EnumSet.copyOf(now);
        believed.retainAll(inTheBooks);
        possible = believed.isEmpty() ? now : believed;
    }

    boolean isSurelyReserved() {
        return possible.equals(EnumSet.of(OrderStatus.ORDER_STATUS_RESERVED));
    }

    boolean mayBeReserved() {
        return possible.contains(OrderStatus.ORDER_STATUS_RESERVED);
    }

    boolean surelyHolds() {
        return HOLDING.containsAll(possible);
    }

    boolean mayHold() {
        return possible.stream().anyMatch(HOLDING::contains);
    }

    /** Its hold may be over, or surely is; one that surely is has ended where {@code ends}, else it may have. */
    void hear(Definition.Moment now, boolean ends) {
        long end = order.getHeldUntil();
        if (possible.contains(OrderStatus.ORDER_STATUS_RESERVED) && now.latest() >= end) {
            Set<OrderStatus> next = EnumSet.copyOf(possible);
            next.add(OrderStatus.ORDER_STATUS_EXPIRED);
            if (ends && now.earliest() >= end) {
                next.remove(OrderStatus.ORDER_STATUS_RESERVED);
            }
            become(next);
        }
    }
}
