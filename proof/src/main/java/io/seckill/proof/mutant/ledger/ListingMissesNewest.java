package io.seckill.proof.mutant.ledger;

import io.seckill.proof.mutant.Plant;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** Lists begin with the second newest order. */
@Plant(
        name = "listing-misses-newest",
        breaks = "A list has all orders of its user: the newest is missing.",
        type = "io.seckill.backend.decide.ItemLedger",
        method = "latestOrdersOf",
        foundBy = "ListsAreRight")
@SuppressWarnings("UnusedVariable") // what is assigned here is used where this is inlined
public final class ListingMissesNewest {
    /** Leaves the newest out. */
    @Advice.OnMethodExit
    public static void shorten(@Advice.Return(readOnly = false) List<?> orders) {
        orders = orders.isEmpty() ? orders : orders.subList(1, orders.size());
    }

    private ListingMissesNewest() {}
}
