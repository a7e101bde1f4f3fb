package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.Plant;
import io.seckill.v1.ItemState;

/** Purchases that reach the backend during a pause are sold. */
@Plant(
        name = "pause-ignored",
        breaks = "A pause is final for all that is decided later: the backend goes on selling.",
        type = "io.seckill.backend.decide.PurchaseRules",
        method = "newPurchase",
        insteadOf = "state",
        foundBy = {"FollowsFromTheQueue", "PauseIsFinal"},
        seconds = 15)
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class PauseIgnored {
    /** The state of {@code item}, as far as a sale looks at it. */
    public static ItemState state(Object item) {
        return ItemState.ITEM_STATE_UNSPECIFIED;
    }

    private PauseIgnored() {}
}
