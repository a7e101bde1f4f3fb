package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.OneIn;
import io.seckill.proof.mutant.Plant;
import net.bytebuddy.asm.Advice;

/** What a user has already is overlooked one time in ten. */
@Plant(
        name = "limit-ignored",
        breaks = "Nobody has more than the limit: one purchase in ten is decided as if its user had nothing yet.",
        type = "io.seckill.backend.decide.ItemLedger",
        method = "unitsOf",
        foundBy = {"NobodyOverTheLimit", "FollowsFromTheQueue"},
        seconds = 20)
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class LimitIgnored {
    /** Which questions. */
    public static final OneIn TURN = new OneIn(10);

    /** Says now and then that the user has nothing. */
    @Advice.OnMethodExit
    public static void forget(@Advice.Return(readOnly = false) long units) {
        units = TURN.now() ? 0 : units;
    }

    private LimitIgnored() {}
}
