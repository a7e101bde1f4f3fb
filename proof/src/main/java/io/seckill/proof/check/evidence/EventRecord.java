package io.seckill.proof.check.evidence;

import io.vertx.core.json.JsonObject;

/**
 * An event that the rest of the shop was told.
 *
 * @param type without the prefix, as {@code OrderConfirmed}
 * @param id what it is known by, together with its item
 */
public record EventRecord(String place, int partition, long offset, String type, String id, JsonObject data) {
    /** The item that it is about. */
    public String item() {
        return data.getString("itemId", "");
    }
}
