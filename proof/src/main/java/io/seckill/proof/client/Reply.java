package io.seckill.proof.client;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client read.
 *
 * @param status 0 where the answer was lost
 * @param body empty where there was none
 * @param request the id of what was queued, or null
 */
record Reply(int status, JsonObject body, @Nullable String request) {
    /** Nobody knows what became of the call, or there was none. */
    static final Reply NONE = new Reply(0, new JsonObject(), null);

    private static final Set<Integer> OPEN = Set.of(0, 202, 503, 504);

    /** Whether the call has got its unit. */
    boolean isBought() {
        return status == 201;
    }

    /** Whether what was asked is not decided, or not known to be: it makes sense to ask again. */
    boolean isOpen() {
        return OPEN.contains(status);
    }

    /** Of a lookup: whether any later answer must be the same. */
    boolean isDefinitive() {
        return status == 200 || status == 404;
    }

    /** The order that a purchase or a lookup names as its own. */
    Optional<String> order() {
        boolean own = status == 201 || (status == 200 && body.containsKey("quantity"));
        return own ? Optional.ofNullable(body.getString("orderId")) : Optional.empty();
    }
}
