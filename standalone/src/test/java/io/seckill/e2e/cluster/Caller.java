package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.function.Supplier;

/** The test's own clients, for any number of servers on loopback. */
public final class Caller implements AutoCloseable {
    /** Connections to each server; what is more waits for one of them. */
    public static final int CONNECTIONS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final Contract contract = new Contract(vertx);
    private final HttpClient http;

    /** Clients with the usual number of connections. */
    public Caller() {
        this(CONNECTIONS);
    }

    /** Clients with {@code connections} to each server. */
    public Caller(int connections) {
        http = vertx.createHttpClient(
                new HttpClientOptions(),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(100_000));
    }

    /** What gateways promise to answer, and what of it they have. */
    public Contract contract() {
        return contract;
    }

    /** What clients of other protocols are built on. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Makes a call of several steps on an event loop. On the test's own thread a step may run after what it waits for
     * has come and gone: the body of a response that nobody has asked for yet is dropped.
     */
    public <T> Future<T> onLoop(Supplier<Future<T>> call) {
        Promise<T> done = Promise.promise();
        vertx.runOnContext(loop -> call.get().onComplete(done));
        return done.future();
    }

    /** The answer of the server at {@code port} to a request with {@code body}; empty: none. */
    public Future<Answer> send(int port, HttpMethod method, String path, Map<String, String> headers, Buffer body) {
        return onLoop(() -> http.request(options(port, method, path, headers))
                .compose(request -> body.length() == 0 ? request.send() : request.send(body))
                .compose(response ->
                        response.body().map(read -> new Answer(response.statusCode(), response.headers(), read))));
    }

    /** The head of the answer to {@code GET path}; its body is yet to come. Call on an event loop. */
    Future<HttpClientResponse> open(int port, String path, Map<String, String> headers) {
        return http.request(options(port, HttpMethod.GET, path, headers)).compose(HttpClientRequest::send);
    }

    private static RequestOptions options(int port, HttpMethod method, String path, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(method)
                .setURI(path);
        headers.forEach(options::addHeader);
        return options;
    }

    @Override
    public void close() {
        Now.get(vertx.close());
    }
}
