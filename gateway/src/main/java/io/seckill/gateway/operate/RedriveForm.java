package io.seckill.gateway.operate;

import io.seckill.deadletter.Selection;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads from JSON which dead letters are meant; what is wrong with it is an {@link IllegalArgumentException}. */
final class RedriveForm {
    private static final Set<String> FIELDS = Set.of("queue", "offset", "item", "reason");

    private final JsonObject json;

    private RedriveForm(JsonObject json) {
        this.json = json;
    }

    /** The letters to which all fields of {@code json} apply: without any, every letter. */
    static Selection parse(JsonObject json) {
        if (!FIELDS.containsAll(json.fieldNames())) {
            throw new IllegalArgumentException(
                    "body: the fields are " + FIELDS.stream().sorted().toList());
        }
        if (json.containsKey("offset") && !json.containsKey("queue")) {
            throw new IllegalArgumentException("body: offset is a place among the letters of a queue; name queue too");
        }
        RedriveForm form = new RedriveForm(json);
        OptionalLong queue = form.number("queue", Integer.MAX_VALUE);
        return new Selection(
                queue.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) queue.getAsLong()),
                form.number("offset", Long.MAX_VALUE),
                form.text("item"),
                form.text("reason"));
    }

    private OptionalLong number(String field, long max) {
        if (!json.containsKey(field)) {
            return OptionalLong.empty();
        }
        try {
            if (json.getValue(field) instanceof Number number) {
                long whole = new BigDecimal(number.toString()).longValueExact();
                if (whole >= 0 && whole <= max) {
                    return OptionalLong.of(whole);
                }
            }
        } catch (ArithmeticException | NumberFormatException notWhole) {
            // Said below.
        }
        throw new IllegalArgumentException("body: " + field + " must be a whole number from 0 to " + max);
    }

    private Optional<String> text(String field) {
        if (!json.containsKey(field)) {
            return Optional.empty();
        }
        if (json.getValue(field) instanceof String text) {
            return Optional.of(text);
        }
        throw new IllegalArgumentException("body: " + field + " must be a text");
    }
}
