package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.Plant;
import java.util.Optional;
import net.bytebuddy.asm.Advice;

/** The memory of outcomes is empty, so that a retry has no id. */
@Plant(
        name = "outcome-forgotten",
        breaks =
                "The same request gets the same answer: a refusal is forgotten at once, and asked for again it is unknown or decided anew.",
        type = "io.seckill.backend.decide.memory.PastPurchases",
        method = "ofRequest",
        foundBy = "OneOutcomePerRequest")
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class OutcomeForgotten {
    /** Remembers nothing. */
    @Advice.OnMethodExit
    public static void forget(@Advice.Return(readOnly = false) Optional<?> outcome) {
        outcome = Optional.empty();
    }

    private OutcomeForgotten() {}
}
