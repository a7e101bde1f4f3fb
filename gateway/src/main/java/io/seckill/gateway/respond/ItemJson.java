package io.seckill.gateway.respond;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
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
        json.writeStringField("opensAt", time(item.getOpensAt()));
        // An item that never closes has a null there, as whoever defines it may have.
        json.writeStringField("closesAt", neverCloses(item) ? null : time(item.getClosesAt()));
        json.writeNumberField("perUserLimit", Integer.toUnsignedLong(item.getPerUserLimit()));
        json.writeNumberField("holdSeconds", item.getHoldMillis() / 1000);
        json.writeStringField("state", stateOf(item));
        if (isClosedForGood(item)) {
            json.writeBooleanField("closedForGood", true);
        }
    }

    private static boolean isClosedForGood(Item item) {
        return item.getState() == ItemState.ITEM_STATE_CLOSED;
    }

    private String stateOf(Item item) {
        long now = clock.millis();
        if (isClosedForGood(item) || (!neverCloses(item) && now >= item.getClosesAt())) {
            return "CLOSED";
        }
        if (item.getState() != ItemState.ITEM_STATE_UNSPECIFIED) {
            return "PAUSED";
        }
        if (now < item.getOpensAt()) {
            return "SCHEDULED";
        }
        return item.getRemaining() != 0 ? "OPEN" : "SOLD_OUT";
    }

    private static boolean neverCloses(Item item) {
        return item.getClosesAt() == 0;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
