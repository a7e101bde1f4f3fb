package io.seckill.gateway.respond;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * One definition of many that is not applied, or not known to be.
 *
 * @param number its place in the body, from 1
 * @param itemId its item; empty where that could not be read
 * @param code what to switch on: a {@link Code}, or {@code PENDING} where it is queued and was not applied in time
 * @param detail what to read
 */
public record BulkFailure(int number, String itemId, String code, String detail) {
    /** A definition that was refused before it was queued. */
    public static BulkFailure of(int number, String itemId, Refusal refusal) {
        return new BulkFailure(number, itemId, refusal.code().name(), refusal.detail());
    }

    /** A definition by itself would have been answered {@code answer}, which is not that it is stored. */
    public static BulkFailure of(int number, String itemId, Answer answer) {
        JsonObject said = answer.body().toJsonObject();
        return new BulkFailure(
                number,
                itemId,
                said.getString("code", said.getString("status")),
                said.getString("detail", "queued; it will be applied yet, and the item will show it"));
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", number);
        if (!itemId.isEmpty()) {
            json.writeStringField("itemId", itemId);
        }
        json.writeStringField("code", code);
        json.writeStringField("detail", detail);
        json.writeEndObject();
    }
}
