package io.seckill.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
}
