package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.Needs;
import io.seckill.proof.mutant.Plant;
import java.lang.management.ManagementFactory;
import net.bytebuddy.asm.Advice;

/** Later take-overs never end. */
@Plant(
        name = "failover-stuck",
        breaks = "Nothing is stuck: a take-over that begins half a minute after the start of its backend never ends.",
        type = "io.seckill.backend.recovery.LedgerLoader",
        method = "run",
        needs = Needs.KILLS)
public final class FailoverStuck {
    /** How long after its start a backend still takes queues over, in milliseconds. */
    public static final long HEALTHY_MS = 30_000;

    /** Whether this take-over never ends. */
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    public static boolean skip() {
        return ManagementFactory.getRuntimeMXBean().getUptime() > HEALTHY_MS;
    }

    private FailoverStuck() {}
}
