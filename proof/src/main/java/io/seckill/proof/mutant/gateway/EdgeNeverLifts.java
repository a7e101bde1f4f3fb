package io.seckill.proof.mutant.gateway;

import io.seckill.proof.mutant.Plant;
import io.seckill.v1.Item;
import java.util.Map;
import net.bytebuddy.asm.Advice;

/** Sold out is for ever. */
@Plant(
        name = "edge-never-lifts",
        breaks = "Never undersold: a gateway that has seen an item sold out never hears that units came back.",
        type = "io.seckill.gateway.catalogue.Catalogue",
        method = "update",
        foundBy = "EdgeIsFresh",
        seconds = 15)
public final class EdgeNeverLifts {
    /** Whether this news is not heard. */
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    public static boolean skip(@Advice.Argument(0) Item news, @Advice.FieldValue("byId") Map<String, Item> known) {
        Item item = known.get(news.getItemId());
        return item != null && item.getRemaining() == 0 && news.getRemaining() != 0;
    }

    private EdgeNeverLifts() {}
}
