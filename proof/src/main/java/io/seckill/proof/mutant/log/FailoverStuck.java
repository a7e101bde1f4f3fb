package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.Needs;
import io.seckill.proof.mutant.Plant;
import net.bytebuddy.asm.Advice;

/** A ledger that has become long is read for ever. */
@Plant(
        name = "failover-stuck",
        breaks = "Nothing is stuck: a queue that has decided for some seconds is taken over by nobody.",
        type = "io.seckill.backend.recovery.LedgerLoad",
        method = "isRead",
        needs = Needs.KILLS,
        foundBy = "full service",
        seconds = 15)
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class FailoverStuck {
    /** Longer ledgers are never read to their end: in records. Those at the start of a campaign are shorter. */
    public static final long LONG = 200;

    /** Whether the ledger is read. */
    @Advice.OnMethodExit
    public static void goOn(
            @Advice.FieldValue("nextRestored") long read, @Advice.Return(readOnly = false) boolean isRead) {
        isRead = isRead && read < LONG;
    }

    private FailoverStuck() {}
}
