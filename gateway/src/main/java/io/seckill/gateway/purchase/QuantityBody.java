package io.seckill.gateway.purchase;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.seckill.gateway.http.Validated;
import io.seckill.gateway.http.WholeNumber;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.OptionalInt;

/** Reads a purchase's body, {@code {"quantity":1}}, token by token. */
final class QuantityBody {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private QuantityBody() {}

    /** The quantity in {@code body}, 1 where the body is empty; between 1 and {@code max}. */
    static Validated<Integer> parse(Buffer body, int max) {
        if (body.length() == 0) {
            return Validated.valid(1);
        }
        try (JsonParser json = JSON.createParser(body.getBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Validated.invalid("body: a JSON object is expected, such as {\"quantity\":1}");
            }
            OptionalInt quantity = OptionalInt.of(1);
            while (quantity.isPresent() && json.nextToken() == JsonToken.FIELD_NAME) {
                if (!json.currentName().equals("quantity")) {
                    return Validated.invalid("body: quantity is the only field");
                }
                quantity = json.nextToken().isNumeric()
                        ? WholeNumber.of(json.getDecimalValue(), 1, max)
                        : OptionalInt.empty();
            }
            if (quantity.isEmpty()) {
                return Validated.invalid("body: quantity must be a whole number from 1 to " + max);
            }
            if (json.nextToken() != null) {
                return Validated.invalid("body: one JSON object is expected, and nothing after it");
            }
            return Validated.valid(quantity.getAsInt());
        } catch (IOException e) {
            return Validated.invalid("body: no valid JSON");
        }
    }
}
