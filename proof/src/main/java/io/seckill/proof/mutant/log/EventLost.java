package io.seckill.proof.mutant.log;

import io.seckill.proof.mutant.OneIn;
import io.seckill.proof.mutant.Plant;
import net.bytebuddy.asm.Advice;

/** One change of the ledger in twenty has no event. */
@Plant(
        name = "event-lost",
        breaks = "Events say what the ledger says: one change in twenty is not told to the rest of the shop.",
        type = "io.seckill.backend.event.ToldEvents",
        method = "changed",
        foundBy = "EventsAreTheLedger")
public final class EventLost {
    /** Which changes. */
    public static final OneIn TURN = new OneIn(20);

    /** Whether this change is not told. */
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    public static boolean skip() {
        return TURN.now();
    }

    private EventLost() {}
}
