package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.OneIn;
import io.seckill.proof.mutant.Plant;
import net.bytebuddy.asm.Advice;

/** One transaction in twenty is told, and lost. */
@Plant(
        name = "answer-before-commit",
        breaks = "Accepted means durable: buyers are told of transactions that are never written.",
        type = "io.seckill.backend.commit.Committer",
        method = "commit",
        foundBy = "AcceptedIsInTheBooks")
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class AnswerBeforeCommit {
    /** Which transactions. */
    public static final OneIn TURN = new OneIn(20);

    /** Whether this transaction is not written. */
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    public static boolean skip() {
        return TURN.now();
    }

    /** Says that it was. */
    @Advice.OnMethodExit
    public static void say(@Advice.Enter boolean skipped, @Advice.Return(readOnly = false) boolean durable) {
        durable = durable || skipped;
    }

    private AnswerBeforeCommit() {}
}
