package io.seckill.proof.mutant.gateway;

import io.seckill.proof.mutant.Members;
import io.seckill.proof.mutant.Plant;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Late results complete requests of others. */
@Plant(
        name = "late-result-completes",
        breaks = "One outcome per request: a result that comes too late is given to another request that waits.",
        type = "io.seckill.gateway.pending.PendingRequests",
        method = "resolve",
        foundBy = {"OneOutcomePerRequest", "NeverInternalError"})
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class LateResultCompletes {
    /** Gives a result that nobody waits for to somebody else. */
    @Advice.OnMethodEnter
    public static void redirect(
            @Advice.Argument(value = 0, readOnly = false, typing = Assigner.Typing.DYNAMIC) Object id,
            @Advice.FieldValue("byNonce") Map<?, ?> waiting) {
        id = waiting(id, waiting);
    }

    /** {@code id} where it waits, or else any id that does. */
    public static Object waiting(Object id, Map<?, ?> waiting) {
        return waiting.isEmpty() || waiting.containsKey(Members.call(id, "nonce"))
                ? id
                : Members.field(waiting.values().iterator().next(), "id");
    }

    private LateResultCompletes() {}
}
