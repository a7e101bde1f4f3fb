package io.seckill.gateway.accept;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Reads a purchase's body, {@code {"quantity":1}}, token by token. */
final class QuantityBody {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private QuantityBody() {}

    /** The quantity in {@code body}, 1 where the body is empty; between 1 and {@code max}. */
    static Parsed<Integer> parse(Buffer body, int max) {
        if (body.length() == 0) {
            return Parsed.valid(1);
        }
        try (JsonParser json = JSON.createParser(body.getBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Parsed.invalid("body: a JSON object is expected, such as {\"quantity\":1}");
            }
            int quantity = 1;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (!json.currentName().equals("quantity")) {
                    return Parsed.invalid("body: quantity is the only field");
                }
                if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                    return wrongQuantity(max);
                }
                quantity = json.getIntValue();
            }
            if (json.nextToken() != null) {
                return Parsed.invalid("body: one JSON object is expected, and nothing after it");
            }
            return quantity >= 1 && quantity <= max ? Parsed.valid(quantity) : wrongQuantity(max);
        } catch (IOException e) {
            return Parsed.invalid("body: no valid JSON");
        }
    }

    private static Parsed<Integer> wrongQuantity(int max) {
        return Parsed.invalid("body: quantity must be a whole number from 1 to " + max);
    }
}
