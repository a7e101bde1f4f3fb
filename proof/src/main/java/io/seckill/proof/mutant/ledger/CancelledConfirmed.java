package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.Plant;
import io.seckill.v1.OrderStatus;
import net.bytebuddy.asm.Advice;

/** A cancelled order can be confirmed. */
@Plant(
        name = "cancelled-confirmed",
        breaks =
                "An order that has ended stays so: a cancelled one can be confirmed, though its units are for sale again.",
        type = "io.seckill.backend.decide.OrderRules",
        method = "becomes",
        foundBy = "OrdersLiveOnce")
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class CancelledConfirmed {
    /** Lets it. */
    @Advice.OnMethodExit
    public static void allow(
            @Advice.Argument(0) OrderStatus status,
            @Advice.Argument(1) OrderStatus wanted,
            @Advice.Return(readOnly = false) boolean becomes) {
        becomes = becomes
                || (status == OrderStatus.ORDER_STATUS_CANCELLED && wanted == OrderStatus.ORDER_STATUS_CONFIRMED);
    }

    private CancelledConfirmed() {}
}
