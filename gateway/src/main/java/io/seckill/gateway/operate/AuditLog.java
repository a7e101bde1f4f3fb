package io.seckill.gateway.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.gateway.respond.Answer;
import io.seckill.http.JsonBody;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what, and what came of it: a line of JSON in the log for each call that was let in and may change something,
 * written once it is over. The latest lines are kept in memory. Owned by the event loop of the management port.
 */
final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger("seckill.audit");
    private static final Set<HttpMethod> CHANGE_NOTHING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Lines kept, of about 6 KB each at most: a path is no longer than a request's first line may be. */
    private static final int KEPT = 200;

    /** No definition that can be stored is so long as written here; what is beside it is cut. */
    private static final int MAX_CHANGE = 1_000;

    /** What access logs write for a caller who has left before there was an answer. */
    private static final int CALLER_GONE = 499;

    private static final String CHANGE = AuditLog.class.getName();

    private final InstantSource clock;
    private final Deque<String> latest = new ArrayDeque<>();

    AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Remembers of the call of {@code context} what it wants to make of its item, as {@code json}. */
    static void change(RoutingContext context, String json) {
        context.put(CHANGE, json.length() <= MAX_CHANGE ? json : json.substring(0, MAX_CHANGE));
    }

    /** Writes a line for the call of {@code context} by {@code who} once it is over, unless it cannot change anything. */
    void follow(RoutingContext context, String who) {
        if (!CHANGE_NOTHING.contains(context.request().method())) {
            Instant arrived = clock.instant();
            context.addEndHandler(over -> write(line(context, who, arrived)));
        }
    }

    private void write(String line) {
        if (latest.size() == KEPT) {
            latest.removeLast();
        }
        latest.addFirst(line);
        log.info(line);
    }

    private static String line(RoutingContext context, String who, Instant arrived) {
        return JsonBody.object(json -> {
                    json.writeStringField("time", arrived.toString());
                    json.writeStringField("who", who);
                    json.writeStringField("method", context.request().method().name());
                    json.writeStringField("path", context.request().path());
                    writeWhereKnown(json, "item", context.pathParam("itemId"));
                    writeWhereKnown(json, "change", context.get(CHANGE));
                    HttpServerResponse response = context.response();
                    json.writeNumberField("status", response.headWritten() ? response.getStatusCode() : CALLER_GONE);
                    writeWhereKnown(json, "requestId", response.headers().get(Answer.REQUEST_ID));
                })
                .toString();
    }

    private static void writeWhereKnown(JsonGenerator json, String field, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(field, text);
        }
    }

    /** Answers with the lines kept, the newest first. */
    void list(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(JsonBody.object(json -> {
                    json.writeArrayFieldStart("entries");
                    for (String line : latest) {
                        json.writeRawValue(line);
                    }
                    json.writeEndArray();
                }));
    }
}
