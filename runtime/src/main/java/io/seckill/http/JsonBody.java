package io.seckill.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.seckill.contract.Limits;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON straight to bytes, without a tree in between. */
public final class JsonBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 256;

    /** Something that writes JSON. */
    @FunctionalInterface
    public interface Content {
        /** Writes through {@code json}, which fails only where the content is no valid JSON. */
        void writeTo(JsonGenerator json) throws IOException;
    }

    private JsonBody() {}

    /** One JSON object whose fields {@code fields} writes. */
    public static Buffer object(Content fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** {@code text} as it stands between the quotes of a JSON string; ids as gateways give them are that already. */
    public static String escaped(String text) {
        return Limits.isItemId(text)
                ? text
                : new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
