package io.seckill.gateway.respond;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP answer, ready to leave.
 *
 * @param status the HTTP status
 * @param body JSON, or nothing; its media type follows from the status
 * @param location where the request can be asked about, or null
 * @param retryAfter seconds after which asking again makes sense, or 0
 */
public record Answer(int status, Buffer body, @Nullable String location, long retryAfter) {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized("application/problem+json");
    /** The id of the request, or, where a caller gave it one, the caller's. */
    public static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");

    private static final int ACCEPTED = 202;
    private static final int FIRST_PROBLEM = 400;
    private static final int FIRST_FAULT = 500;

    Answer(int status, Buffer body) {
        this(status, body, null, 0);
    }

    /** Whether it says that what was asked for is done. */
    public boolean isDone() {
        return status < FIRST_PROBLEM && status != ACCEPTED;
    }

    /** Whether it says what became of what was asked about: neither that this is open yet nor that it could not be told. */
    public boolean isFinal() {
        return status != ACCEPTED && status < FIRST_FAULT;
    }

    Answer at(@Nullable String newLocation) {
        return new Answer(status, body, newLocation, retryAfter);
    }

    Answer retryAfter(long seconds) {
        return new Answer(status, body, location, seconds);
    }

    /** Says on {@code response} that it is about the request {@code requestId}, unless its caller has named it. */
    static void name(HttpServerResponse response, String requestId) {
        if (!response.headers().contains(REQUEST_ID)) {
            response.putHeader(REQUEST_ID, requestId);
        }
    }

    /** Sends the answer about the request {@code requestId}, or, where null, about none that exists. */
    public void send(HttpServerResponse response, @Nullable String requestId) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status);
        if (body.length() > 0) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, status < FIRST_PROBLEM ? JSON : PROBLEM);
        }
        if (requestId != null) {
            name(response, requestId);
        }
        if (location != null) {
            response.putHeader(HttpHeaders.LOCATION, location);
        }
        if (retryAfter > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
        }
        response.end(body);
    }
}
