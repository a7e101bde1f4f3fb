package io.seckill.gateway.respond;

import io.seckill.gateway.backlog.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * What an answer about an order is about.
 *
 * @param itemId what was bought
 * @param orderId the order; empty for all that the user has of the item
 * @param requestId the request that asks, which is not the purchase's
 * @param logPosition where that request stands in its queue, or null where that is not known
 */
public record OrderRef(
        String itemId,
        String orderId,
        String requestId,
        @Nullable LogPosition logPosition) implements Subject {
    @Override
    public String location() {
        return "/v1/items/" + itemId + "/orders" + (orderId.isEmpty() ? "" : "/" + orderId);
    }

    @Override
    public String ifUnanswered() {
        return orderId.isEmpty()
                ? "a question changes nothing; ask again"
                : "the request may still be decided; the order tells";
    }
}
