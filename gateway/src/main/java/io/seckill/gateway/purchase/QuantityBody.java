package io.seckill.gateway.purchase;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.seckill.gateway.http.WholeNumber;
import io.seckill.gateway.respond.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.OptionalInt;

/** Reads a purchase's body, {@code {"quantity":1}}, token by token. */
final class QuantityBody {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What nearly every purchase says, as browsers write it: known without a parser, its objects and a copy. */
    private static final Buffer ONE = Buffer.buffer("{\"quantity\":1}");

    private QuantityBody() {}

    /** The quantity in {@code body}, 1 where the body is empty; between 1 and {@code max}; throws {@link RefusedException}. */
    static int parse(Buffer body, int max) {
        if (body.length() == 0 || body.equals(ONE)) {
            return 1;
        }
        try (JsonParser json = JSON.createParser(body.getBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw RefusedException.invalid("body: a JSON object is expected, such as {\"quantity\":1}");
            }
            OptionalInt quantity = OptionalInt.of(1);
            while (quantity.isPresent() && json.nextToken() == JsonToken.FIELD_NAME) {
                if (!json.currentName().equals("quantity")) {
                    throw RefusedException.invalid("body: quantity is the only field");
                }
                quantity = json.nextToken().isNumeric()
                        ? WholeNumber.of(json.getDecimalValue(), 1, max)
                        : OptionalInt.empty();
            }
            if (quantity.isEmpty()) {
                throw RefusedException.invalid("body: quantity must be a whole number from 1 to " + max);
            }
            if (json.nextToken() != null) {
                throw RefusedException.invalid("body: one JSON object is expected, and nothing after it");
            }
            return quantity.getAsInt();
        } catch (IOException e) {
            throw RefusedException.invalid("body: no valid JSON");
        }
    }
}
