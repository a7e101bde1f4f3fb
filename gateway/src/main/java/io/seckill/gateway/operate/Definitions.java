package io.seckill.gateway.operate;

import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The definitions in a body, read one at a time. {@code next} throws {@link IllegalArgumentException} for one that cannot be
 * read; the others can be read all the same, unless it was the form of the whole that broke off.
 */
final class Definitions {
    private static final ObjectReader OBJECTS = new JsonMapper().readerForMapOf(Object.class);

    private Definitions() {}

    /** One JSON object a line; empty lines are passed over. */
    static Iterator<JsonObject> lines(Buffer body) {
        return new Lines(body);
    }

    /** The objects of one JSON array; none where it is no array at all. */
    static Iterator<JsonObject> array(Buffer body) {
        return new Array(body);
    }

    /** Where in {@code body}, from {@code at} on, something visible stands. */
    private static int skipSpace(Buffer body, int at) {
        int next = at;
        while (next < body.length() && Character.isWhitespace(body.getByte(next))) {
            next++;
        }
        return next;
    }

    private static final class Lines implements Iterator<JsonObject> {
        private final Buffer body;
        private int at;

        private Lines(Buffer body) {
            this.body = body;
            this.at = skipSpace(body, 0);
        }

        @Override
        public boolean hasNext() {
            return at < body.length();
        }

        @Override
        public JsonObject next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int end = at;
            while (end < body.length() && body.getByte(end) != '\n') {
                end++;
            }
            Buffer line = body.slice(at, end);
            at = skipSpace(body, end);
            try {
                return line.toJsonObject();
            } catch (DecodeException | ClassCastException e) {
                throw new IllegalArgumentException("body: a JSON object is expected on each line", e);
            }
        }
    }

    private static final class Array implements Iterator<JsonObject> {
        private final Buffer body;
        private @Nullable MappingIterator<Map<String, Object>> elements;

        /** Whether what comes next is no JSON; said by the next call, which is then the last. */
        private boolean broken;

        private boolean over;

        private Array(Buffer body) {
            this.body = body;
            int first = skipSpace(body, 0);
            // The library would also take objects that stand by themselves.
            this.over = first == body.length() || body.getByte(first) != '[';
        }

        @Override
        public boolean hasNext() {
            try {
                return !over && (broken || elements().hasNextValue());
            } catch (IOException e) {
                broken = true;
                return true;
            }
        }

        @Override
        public JsonObject next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                if (!broken) {
                    return new JsonObject(elements().nextValue());
                }
            } catch (DatabindException e) {
                throw new IllegalArgumentException("body: the array's elements must be JSON objects", e);
            } catch (IOException e) {
                // Said below.
            }
            over = true;
            throw new IllegalArgumentException("body: no valid JSON array from here on; nothing more was read");
        }

        private MappingIterator<Map<String, Object>> elements() throws IOException {
            if (elements == null) {
                elements = OBJECTS.readValues(body.getBytes());
            }
            return elements;
        }
    }
}
