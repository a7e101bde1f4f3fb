package io.seckill.gateway.resolve;

import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.process.Causes;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What gets past the callback's port: so many connections, so many calls, and nothing compressed. Shared by all event loops. */
final class CallbackLimits {
    /** A backend needs one; the rest is for unary callers and tools. */
    static final int MAX_CONNECTIONS = 256;

    /** Streams of one connection, as HTTP/2 recommends. */
    static final int MAX_STREAMS = 100;

    /** Calls of all connections: each may hold one message that is not complete. */
    static final int MAX_CALLS = 1_000;

    private static final String PLAIN = "identity";

    /** Stands for "no encoding" in what the library is given, so that a message marked as compressed is known as such. */
    private static final String UNDECLARED = "undeclared";

    private static final Logger log = LoggerFactory.getLogger(CallbackLimits.class);
    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final CallMeters meters;

    CallbackLimits(MeterRegistry registry) {
        this.meters = new CallMeters(registry, connections, calls);
    }

    CallMeters meters() {
        return meters;
    }

    /** Counts {@code connection}, and closes it past the bound. */
    void admit(HttpConnection connection) {
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > MAX_CONNECTIONS) {
            connection.close();
        }
    }

    /** Counts a connection that failed before its first call, in TLS mostly; says why, now and then: anybody can fail. */
    void handshakeFailed(Throwable failure) {
        meters.handshakeFailed();
        long now = System.nanoTime();
        long before = warnedAt.get();
        if (now - before >= WARN_EVERY_NANOS && warnedAt.compareAndSet(before, now)) {
            log.warn(
                    "a connection to the callback's port failed: {}; if that was a backend, its results are lost",
                    Causes.inOneLine(failure));
        }
    }

    /** Lets {@code next} serve the calls that may pass. */
    Handler<HttpServerRequest> before(Handler<HttpServerRequest> next) {
        return request -> {
            if (request.version() != HttpVersion.HTTP_2) {
                refuseVersion(request);
                return;
            }
            String encoding = request.getHeader(GrpcHeaderNames.GRPC_ENCODING);
            String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
            if (isJson(type)) {
                request.response().setStatusCode(415).end(); // the library would unfold it to any depth
            } else if (encoding != null && !encoding.equals(PLAIN)) {
                // Before anything is unpacked: the bound on a message is one on what arrives, not on what comes out.
                refuse(request, GrpcStatus.UNIMPLEMENTED, "messages are taken as they are, not compressed");
            } else if (calls.incrementAndGet() > MAX_CALLS) {
                calls.decrementAndGet();
                refuse(request, GrpcStatus.RESOURCE_EXHAUSTED, MAX_CALLS + " calls are open already");
            } else {
                endBothSides(request);
                request.response().closeHandler(closed -> calls.decrementAndGet());
                request.response().headersEndHandler(sending -> claimPlain(request.response()));
                request.headers().set(GrpcHeaderNames.GRPC_ENCODING, UNDECLARED);
                next.handle(request);
            }
        };
    }

    /** No gRPC comes by HTTP/1, where the end of a response does not close it: counted, such a call would never be over. */
    private static void refuseVersion(HttpServerRequest request) {
        request.response()
                .setStatusCode(505)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end()
                .onComplete(sent -> request.connection().close());
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.endsWith("json");
    }

    private void refuse(HttpServerRequest request, GrpcStatus status, String message) {
        meters.refused(status);
        endBothSides(request);
        HttpServerResponse response = request.response();
        claimPlain(response);
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc")
                .putHeader(GrpcHeaderNames.GRPC_STATUS, status.toString())
                .putHeader(GrpcHeaderNames.GRPC_MESSAGE, message)
                .end();
    }

    /** Once {@code request} is answered, the rest of it is of no use: where its sender goes on, the stream ends for it too. */
    private static void endBothSides(HttpServerRequest request) {
        Context loop = Vertx.currentContext();
        request.response()
                .endHandler(answered -> loop.runOnContext(turn -> {
                    if (!request.isEnded()) {
                        request.response().reset(0);
                    }
                }));
    }

    private static void claimPlain(HttpServerResponse response) {
        response.headers().set(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, PLAIN);
    }
}
