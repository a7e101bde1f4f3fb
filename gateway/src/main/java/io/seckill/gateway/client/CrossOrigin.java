package io.seckill.gateway.client;

import io.seckill.http.AllowedOrigins;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets pages of allowed origins call and read what the public port serves (CORS, as the Fetch standard has it). Immutable.
 *
 * <p>Never "with credentials", which are cookies and the like: callers here say who they are by a header of their own.
 * vertx-web's handler needs its router, past which purchases go.
 */
public final class CrossOrigin implements Handler<HttpServerRequest> {
    private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, HEAD, POST");
    private static final CharSequence REQUEST_HEADERS =
            HttpHeaders.createOptimized("Authorization, Content-Type, Idempotency-Key, Last-Event-ID,"
                    + " Prefer, traceparent, X-Device-Id, X-Request-Id, X-User-Id");
    private static final CharSequence RESPONSE_HEADERS =
            HttpHeaders.createOptimized("Allow, Link, Location, Preference-Applied,"
                    + " RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id");

    /** As long as any browser remembers: at the start of a sale each answer to a preflight is one request more. */
    private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("7200");

    private static final int NO_CONTENT = 204;

    private final AllowedOrigins origins;
    private final Handler<HttpServerRequest> next;

    private CrossOrigin(AllowedOrigins origins, Handler<HttpServerRequest> next) {
        this.origins = origins;
        this.next = next;
    }

    /** Hands requests on to {@code next}, all but the preflights of pages of {@code origins}. */
    public static Handler<HttpServerRequest> before(Handler<HttpServerRequest> next, AllowedOrigins origins) {
        return origins.isEmpty() ? next : new CrossOrigin(origins, next);
    }

    @Override
    public void handle(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        // Also where no page asks: a cache must not give that answer to a page.
        answer.set(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!origins.has(origin)) {
            next.handle(request);
            return;
        }
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (isPreflight(request)) {
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                    .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
            request.response().setStatusCode(NO_CONTENT).end();
        } else {
            answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
            next.handle(request);
        }
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }
}
