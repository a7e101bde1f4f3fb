package io.seckill.gateway.respond;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.v1.Item;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/** How an item looks in JSON, its state as of now. */
public final class ItemJson {
    private final InstantSource clock;

    /** Judges a sale's state by {@code clock}. */
    public ItemJson(InstantSource clock) {
        this.clock = clock;
    }

    /** Writes {@code item}'s fields into the object that {@code json} has open. */
    public void write(JsonGenerator json, Item item) throws IOException {
        json.writeStringField("id", item.getItemId());
        json.writeStringField("title", item.getTitle());
        json.writeNumberField("stock", Integer.toUnsignedLong(item.getStock()));
        json.writeNumberField("remaining", Integer.toUnsignedLong(item.getRemaining()));
        json.writeStringField("opensAt", Instant.ofEpochMilli(item.getOpensAt()).toString());
        json.writeStringField(
                "closesAt", Instant.ofEpochMilli(item.getClosesAt()).toString());
        json.writeNumberField("perUserLimit", Integer.toUnsignedLong(item.getPerUserLimit()));
        json.writeNumberField("holdSeconds", item.getHoldMillis() / 1000);
        json.writeStringField("state", stateOf(item));
    }

    private String stateOf(Item item) {
        long now = clock.millis();
        if (now < item.getOpensAt()) {
            return "SCHEDULED";
        }
        if (now >= item.getClosesAt()) {
            return "CLOSED";
        }
        return item.getRemaining() != 0 ? "OPEN" : "SOLD_OUT";
    }
}
