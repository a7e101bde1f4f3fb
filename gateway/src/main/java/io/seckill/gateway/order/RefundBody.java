package io.seckill.gateway.order;

import io.seckill.gateway.respond.RefusedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/** Reads a refund's body, {@code {"restock":true}}. */
final class RefundBody {
    private static final String RESTOCK = "restock";

    private RefundBody() {}

    /** Whether the units shall be sold again; not where the body is empty. Throws {@link RefusedException}. */
    static boolean restocks(Buffer body) {
        return body.length() > 0 && parse(body);
    }

    private static boolean parse(Buffer body) {
        try {
            if (Json.decodeValue(body) instanceof JsonObject json
                    && json.fieldNames().stream().allMatch(RESTOCK::equals)
                    && json.getValue(RESTOCK, false) instanceof Boolean restock) {
                return restock;
            }
        } catch (DecodeException e) {
            throw RefusedException.invalid("body: no valid JSON");
        }
        throw RefusedException.invalid("body: a JSON object is expected, such as {\"restock\":true}");
    }
}
