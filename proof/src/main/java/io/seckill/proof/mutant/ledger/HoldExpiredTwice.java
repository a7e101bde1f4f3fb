package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.Plant;
import io.seckill.v1.OrderStatus;
import net.bytebuddy.asm.Advice;

/** A hold that runs out gives a unit too many back. */
@Plant(
        name = "hold-expired-twice",
        breaks = "Nothing is oversold: a hold that runs out gives its units back, and one more.",
        type = "io.seckill.backend.decide.ItemLedger",
        method = "settle",
        foundBy = {"BooksBalance", "FollowsFromTheQueue"})
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class HoldExpiredTwice {
    /** Gives one unit more. */
    @Advice.OnMethodExit
    public static void giveMore(
            @Advice.Argument(1) OrderStatus settled, @Advice.FieldValue(value = "sold", readOnly = false) long sold) {
        if (settled == OrderStatus.ORDER_STATUS_EXPIRED) {
            sold = sold - 1;
        }
    }

    private HoldExpiredTwice() {}
}
