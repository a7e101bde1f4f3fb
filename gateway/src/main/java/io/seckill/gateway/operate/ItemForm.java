package io.seckill.gateway.operate;

import io.seckill.contract.Limits;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.WholeNumber;
import io.seckill.v1.PutItem;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalInt;
import java.util.Set;

/** Reads an item's definition from JSON; what is wrong with it is an {@link IllegalArgumentException} that names the field. */
final class ItemForm {
    private static final Set<String> FIELDS =
            Set.of("title", "stock", "opensAt", "closesAt", "perUserLimit", "holdSeconds");
    private static final String ITEM_ID = "itemId";

    private final JsonObject json;

    private ItemForm(JsonObject json) {
        this.json = json;
    }

    /** The item's id where it stands in the path; throws {@link IllegalArgumentException} where it is none. */
    static String itemIdInPath(String itemId) {
        return checked(itemId, "path");
    }

    /** Takes the item's id out of {@code json}; throws {@link IllegalArgumentException} where there is none. */
    static String takeItemId(JsonObject json) {
        if (json.remove(ITEM_ID) instanceof String itemId) {
            return checked(itemId, "body");
        }
        throw new IllegalArgumentException("body: " + ITEM_ID + " must be a text");
    }

    private static String checked(String itemId, String where) {
        if (!Identifiers.isItemId(itemId)) {
            throw new IllegalArgumentException(where + ": " + Identifiers.ITEM_ID_RULE);
        }
        return itemId;
    }

    /** What {@code itemId} is to be: a field that is missing, or null, has its default. */
    static PutItem parse(String itemId, JsonObject json) {
        json.fieldNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IllegalArgumentException(
                            "body: the fields are " + FIELDS.stream().sorted().toList());
                });
        ItemForm form = new ItemForm(json);
        long opens = form.has("opensAt") ? form.instant("opensAt") : 0;
        long closes = form.has("closesAt") ? form.instant("closesAt") : 0;
        // To the queue 0 says "now" and "never".
        if (form.has("closesAt") && closes <= Math.max(0, opens)) {
            throw new IllegalArgumentException("body: closesAt must be after opensAt, and after 1970");
        }
        return PutItem.newBuilder()
                .setTitle(form.has("title") ? form.title() : itemId)
                .setStock(form.number("stock", 0, Limits.UNITS))
                .setOpensAt(opens)
                .setClosesAt(closes)
                .setPerUserLimit(form.has("perUserLimit") ? form.number("perUserLimit", 1, Limits.UNITS) : 1)
                .setHoldMillis(form.has("holdSeconds") ? form.number("holdSeconds", 0, Limits.HOLD_SECONDS) * 1000L : 0)
                .build();
    }

    private String title() {
        if (!(json.getValue("title") instanceof String title) || !Title.isValid(title)) {
            throw new IllegalArgumentException("body: title " + Title.RULE);
        }
        return title;
    }

    private boolean has(String field) {
        return json.getValue(field) != null;
    }

    private int number(String field, int min, int max) {
        OptionalInt whole = json.getValue(field) instanceof Number number
                ? WholeNumber.of(new BigDecimal(number.toString()), min, max)
                : OptionalInt.empty();
        return whole.orElseThrow(() ->
                new IllegalArgumentException("body: " + field + " must be a whole number from " + min + " to " + max));
    }

    private long instant(String field) {
        try {
            if (json.getValue(field) instanceof String text) {
                return Instant.parse(text).toEpochMilli();
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        throw new IllegalArgumentException("body: " + field + " must be a time such as 2030-01-31T12:00:00Z");
    }
}
