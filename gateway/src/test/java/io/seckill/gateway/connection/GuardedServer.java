package io.seckill.gateway.connection;

import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.net.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A server of one loop behind a gate, whose deadlines come when a test says so. */
final class GuardedServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 3;
    static final int MAX_BODY = 1_000;
    static final int BUDGET = 400_000;
    static final int BIG = 100_000;
    static final Duration HEAD = Duration.ofSeconds(10);
    static final Duration BODY = Duration.ofSeconds(20);
    static final Duration ANSWER = Duration.ofSeconds(60);

    private static final int PORT = -7;

    private final List<HttpServerResponse> unanswered = new CopyOnWriteArrayList<>();

    /** Paths of the requests that were handled. */
    final List<String> handled = new CopyOnWriteArrayList<>();

    final AcceptGate gate;
    private final AtomicLong nanos = new AtomicLong();
    private final LoopLimits limits = new LoopLimits(
            new LoopLimits.Deadlines(HEAD, BODY, ANSWER), MAX_BODY, BUDGET, GuardedServer::refuse, nanos::get);
    private final Vertx vertx;
    private final ContextInternal context;
    private final HttpServer server;
    private final boolean tls;

    GuardedServer() {
        this(new TlsSettings("", "", ""));
    }

    GuardedServer(TlsSettings tls) {
        this.tls = tls.on();
        gate = new AcceptGate(ConnectionLimit.of(MAX_CONNECTIONS), tls.on());
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(GatedTransport.before(Map.of(PORT, gate)))
                .build();
        context = (ContextInternal) vertx.getOrCreateContext();
        HttpServerOptions options = tls.serve(new HttpServerOptions())
                .setHost("127.0.0.1")
                .setPort(PORT)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100));
        Promise<HttpServer> listening = Promise.promise();
        gate.serve(context.nettyEventLoop(), limits);
        context.runOnContext(here -> vertx.createHttpServer(options)
                .requestHandler(ConnectionGuard.before(this::handle))
                .invalidRequestHandler(GuardedServer::handleInvalid)
                .listen()
                .onComplete(listening));
        server = now(listening.future());
    }

    private void handle(HttpServerRequest request) {
        handled.add(request.path());
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/big" -> response.end(Buffer.buffer(new byte[BIG]));
            case "/refused" -> response.setStatusCode(409).end("no");
            case "/held" -> unanswered.add(response);
            default ->
                BodyReader.read(request, MAX_BODY)
                        .onSuccess(body -> response.end("got " + body.length()))
                        .onFailure(no -> refuse(
                                response,
                                new Refusal(((RefusedException) no).refusal().code(), "")));
        }
    }

    private static void handleInvalid(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .setStatusCode(400)
                .end("no request");
    }

    /** Answers what has been held until now. */
    void answerHeld() {
        onLoop(() -> {
            unanswered.forEach(response -> response.end("at last"));
            unanswered.clear();
            return 0;
        });
    }

    private static void refuse(HttpServerResponse response, Refusal refusal) {
        response.setStatusCode(refusal.code().status()).end(refusal.detail());
    }

    /** A connection to this server, of HTTP/1.1. */
    RawClient connect() {
        RawClient client = connect("http/1.1");
        client.shakeHands();
        return client;
    }

    /** One that may not be let in, of {@code protocol}. */
    RawClient connect(String protocol) {
        return new RawClient(server.actualPort(), tls, protocol);
    }

    /** One of HTTP/2, on each of whose streams this server may send {@code window} bytes. */
    RawClient connectHttp2(int window) {
        RawClient client = connect("h2");
        client.beginHttp2(window);
        return client;
    }

    /** So much later, all that is overdue has ended. */
    void pass(Duration time) {
        onLoop(() -> {
            nanos.addAndGet(time.toNanos());
            limits.endOverdue();
            return 0;
        });
    }

    /** Bytes that wait for peers. */
    long held() {
        return onLoop(limits::held);
    }

    private <T> T onLoop(Supplier<T> look) {
        Promise<T> seen = Promise.promise();
        context.runOnContext(here -> seen.complete(look.get()));
        return now(seen.future());
    }

    private static <T> T now(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        now(vertx.close());
    }
}
