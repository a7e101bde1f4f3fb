package io.seckill.gateway.http;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Gathers a request's body up to a limit.
 *
 * <p>Past it the rest is not read: with the answer an HTTP/1 connection is closed and an HTTP/2 stream is reset, by the
 * guard of the connection on the public port. It also ends a body that takes too long, by an answer of its own.
 */
public final class BodyReader implements Handler<Buffer> {
    /** Bytes of a body that is no list: a purchase has some twenty, an item's definition a few hundred. */
    public static final int MAX_BYTES = 16 * 1024;

    /** Never written to: the first chunk takes its place. */
    private static final Buffer EMPTY = Buffer.buffer();

    private final int limit;
    private final HttpServerRequest request;
    private final Promise<Buffer> whole = Promise.promise();
    private Buffer gathered = EMPTY;

    private BodyReader(HttpServerRequest request, int limit) {
        this.request = request;
        this.limit = limit;
    }

    /** The body; fails with {@link RefusedException} where it is larger than {@code limit}. On the request's event loop. */
    public static Future<Buffer> read(HttpServerRequest request, int limit) {
        BodyReader reader = new BodyReader(request, limit);
        if (declaredLength(request) > limit) {
            reader.refuse();
            return reader.whole.future();
        }
        if (request.version() != HttpVersion.HTTP_1_0 && expectsToBeAsked(request)) {
            request.response().writeContinue();
        }
        request.handler(reader).endHandler(end -> {
            // A purchase may wait for long now, and its request should not hold on to what has been read meanwhile.
            request.handler(null).endHandler(null);
            if (!request.response().ended()) {
                reader.whole.tryComplete(reader.gathered);
            }
        });
        return reader.whole.future();
    }

    @Override
    public void handle(Buffer chunk) {
        if (whole.future().isComplete()) {
            return;
        }
        if (gathered.length() + chunk.length() > limit) {
            request.pause();
            refuse();
        } else {
            // A chunk may be a slice of what was read, which cannot grow.
            gathered = (gathered == EMPTY ? Buffer.buffer(chunk.length()) : gathered).appendBuffer(chunk);
        }
    }

    private void refuse() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        whole.fail(new RefusedException(new Refusal(Code.TOO_LARGE, "body: at most " + limit + " bytes")));
    }

    /** Asked only here, where the body is wanted: who is refused before has not sent it in vain. */
    private static boolean expectsToBeAsked(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The HTTP codec has checked that it is a number, but not that it fits a long.
        return length == null ? 0 : length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
    }
}
