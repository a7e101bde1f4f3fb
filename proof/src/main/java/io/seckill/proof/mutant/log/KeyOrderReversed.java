package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.Needs;
import io.seckill.proof.mutant.Plant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** Records of one poll are decided backwards; after a failover a poll has many. */
@Plant(
        name = "key-order-reversed",
        breaks = "Commands of one key are decided in the order of the log: those of one poll are decided backwards.",
        type = "io.seckill.backend.ledger.BatchMaker$Collector",
        method = "add",
        needs = Needs.KILLS,
        foundBy = "DecidedInOrder",
        seconds = 15)
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class KeyOrderReversed {
    /** Turns all but the last around, so that the position behind them stays right. */
    @Advice.OnMethodEnter
    public static void turn(@Advice.Argument(value = 1, readOnly = false) List<?> records) {
        records = turned(records);
    }

    /** All but the last of {@code records} backwards, and then the last. */
    public static List<?> turned(List<?> records) {
        List<Object> turned = new ArrayList<>(records);
        Collections.reverse(turned.subList(0, turned.size() - 1));
        return turned;
    }

    private KeyOrderReversed() {}
}
