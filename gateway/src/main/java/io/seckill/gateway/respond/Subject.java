package io.seckill.gateway.respond;

import io.seckill.gateway.line.Place;
import org.jspecify.annotations.Nullable;

/**
 * The purchase that an answer is about.
 *
 * @param itemId what is bought
 * @param requestId the purchase's id
 * @param place where it stands in its queue, or null where that is not known
 */
public record Subject(
        String itemId, String requestId, @Nullable Place place) {
    /** Where the purchase's outcome can be asked for, at any gateway. */
    String location() {
        String location = "/v1/items/" + itemId + "/purchases/" + requestId;
        return place == null ? location : location + "?place=" + place;
    }
}
