package io.seckill.gateway.respond;

import io.seckill.gateway.backlog.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * The purchase that an answer is about.
 *
 * @param itemId what is bought
 * @param requestId the purchase's id
 * @param logPosition where it stands in its queue, or null where that is not known
 */
public record PurchaseRef(
        String itemId, String requestId, @Nullable LogPosition logPosition) implements Subject {
    @Override
    public String location() {
        String location = "/v1/items/" + itemId + "/purchases/" + requestId;
        return logPosition == null ? location : location + "?place=" + logPosition;
    }

    @Override
    public String ifUnanswered() {
        return "the request may still be decided; its Location tells";
    }
}
