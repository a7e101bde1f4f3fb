package io.seckill.proof.mutant.gateway;

import io.seckill.proof.mutant.Needs;
import io.seckill.proof.mutant.Plant;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** What may be queued is told as certainly not queued. */
@Plant(
        name = "refused-though-queued",
        breaks = "503 means not queued: an append that was not acknowledged in time is told as refused.",
        type = "io.seckill.gateway.http.SentCommand",
        method = "ifTimedOut",
        needs = Needs.CUTS,
        foundBy = "NotQueuedIsNotInTheQueues",
        seconds = 20)
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class RefusedThoughQueued {
    /** Says that nothing was queued, where nothing is known. */
    @Advice.OnMethodEnter
    public static void refuse(
            @Advice.FieldValue("logPosition") @Nullable Object logPosition,
            @Advice.FieldValue(value = "notQueued", readOnly = false) boolean notQueued) {
        notQueued |= logPosition == null;
    }

    private RefusedThoughQueued() {}
}
