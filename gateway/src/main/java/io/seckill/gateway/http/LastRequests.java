package io.seckill.gateway.http;

import io.seckill.gateway.admit.Readiness;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * While the gateway stops, makes each request the last one of its connection, so that nobody is surprised by its end.
 *
 * <p>HTTP/1 callers are told by {@code Connection: close}, HTTP/2 callers by GOAWAY. The connection closes once all of its
 * requests are answered.
 */
public final class LastRequests implements Handler<HttpServerRequest> {
    private final Readiness readiness;
    private final long timeoutMillis;
    private final Handler<HttpServerRequest> routes;

    /** Hands requests on to {@code routes}; what is not answered within {@code timeout} of a stop is cut off. */
    public LastRequests(Readiness readiness, Duration timeout, Handler<HttpServerRequest> routes) {
        this.readiness = readiness;
        this.timeoutMillis = timeout.toMillis();
        this.routes = routes;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (readiness.isStopping()) {
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            // Before the answer: afterwards a connection of HTTP/1 would count as idle, and close with the answer
            // unsent.
            var unused = request.connection().shutdown(timeoutMillis, TimeUnit.MILLISECONDS);
        }
        routes.handle(request);
    }
}
