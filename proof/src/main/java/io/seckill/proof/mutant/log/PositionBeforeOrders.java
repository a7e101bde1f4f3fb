package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.Members;
import io.seckill.proof.mutant.OneIn;
import io.seckill.proof.mutant.Plant;
import java.util.List;

/** As if the process had died between the position and the orders, one time in twenty. */
@Plant(
        name = "position-before-orders",
        breaks = "Orders and position are one step: the position of a batch is committed, and its orders are not.",
        type = "io.seckill.backend.commit.TransactionWriter",
        method = "write",
        insteadOf = "writes",
        foundBy = "AcceptedIsInTheBooks")
public final class PositionBeforeOrders {
    private static final OneIn TURN = new OneIn(20);

    /** What of {@code batch} is written. */
    public static List<?> writes(Object batch) {
        return TURN.now() ? List.of() : (List<?>) Members.call(batch, "writes");
    }

    private PositionBeforeOrders() {}
}
