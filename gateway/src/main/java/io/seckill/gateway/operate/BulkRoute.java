package io.seckill.gateway.operate;

import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes definitions of many items in one call, one call at a time; owned by one event loop. */
final class BulkRoute {
    /** Of one call's body, which is held whole. */
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final CommandSender sender;
    private final Replies replies;

    /** The answer that is being worked on; null where there is none. */
    private @Nullable HttpServerResponse busy;

    BulkRoute(Vertx vertx, GatewaySettings settings, CommandSender sender, Replies replies) {
        this.vertx = vertx;
        this.settings = settings;
        this.sender = sender;
        this.replies = replies;
    }

    void put(RoutingContext context) {
        HttpServerResponse response = context.response();
        Function<Buffer, Iterator<JsonObject>> reader = reader(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (reader == null) {
            refuse(
                    response,
                    Code.UNSUPPORTED_MEDIA_TYPE,
                    "header Content-Type must be application/x-ndjson, or application/json for an array");
            return;
        }
        // A body is held whole, so that two calls would hold twice as much.
        if (busy != null) {
            refuse(response, Code.OVERLOADED, "nothing was queued; another call for many items is under way");
            return;
        }
        busy = response;
        context.addEndHandler(answeredOrGone -> release(response));
        BodyReader.read(context.request(), MAX_BYTES)
                .onSuccess(body -> define(response, reader.apply(body)))
                .onFailure(failure -> replies.refuse(response, failure));
    }

    private void define(HttpServerResponse response, Iterator<JsonObject> definitions) {
        if (!definitions.hasNext()) {
            refuse(response, Code.INVALID_REQUEST, "body: not a single item is defined");
            return;
        }
        new BulkPut(sender, replies, response, definitions, settings, turn -> vertx.runOnContext(now -> turn.run()))
                .goOn();
    }

    private static @Nullable Function<Buffer, Iterator<JsonObject>> reader(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.matches("application/x-ndjson\\s*(;.*)?")) {
            return Definitions::lines;
        }
        return type.matches("application/json\\s*(;.*)?") ? Definitions::array : null;
    }

    private void release(HttpServerResponse response) {
        if (busy == response) {
            busy = null;
        }
    }

    private void refuse(HttpServerResponse response, Code code, String detail) {
        replies.refuse(response, new Refusal(code, detail));
    }
}
