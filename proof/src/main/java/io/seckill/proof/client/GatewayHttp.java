package io.seckill.proof.client;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.HistoryWriter;
import io.seckill.proof.history.Line;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls gateways and writes what is asked and seen. It never repeats a call by itself, and never guesses: an answer that
 * does not come, or not as a whole, is lost. Used on one event loop.
 */
final class GatewayHttp {
    private static final int CONNECTIONS = 1_000; // to each port: nobody waits for another's answer

    private final HttpClient http;
    private final Clients.Gateways gateways;
    private final HistoryWriter history;
    private long operations; // owned by the event loop

    /**
     * How a call is made.
     *
     * @param prefer what the header {@code Prefer} says, or null
     * @param timeout after which the answer counts as lost
     */
    record Manner(@Nullable String prefer, Duration timeout) {
        /** As buyers call. */
        static final Manner USUAL = new Manner(null, Duration.ofSeconds(5));

        /** As buyers call who do not wait. */
        static final Manner ASYNC = new Manner("respond-async", Duration.ofSeconds(5));

        /** As operators call, who would wait for long. */
        static final Manner OPERATOR = new Manner("wait=3", Duration.ofSeconds(5));

        /** As probes call, which are to be followed by others soon. */
        static final Manner PROBE = new Manner("wait=1", Duration.ofMillis(1_500));
    }

    GatewayHttp(Vertx vertx, Clients.Gateways gateways, HistoryWriter history) {
        this.http = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.gateways = gateways;
        this.history = history;
    }

    /** How many gateways there are. */
    int gateways() {
        return gateways.buyers().size();
    }

    /** The history's time. */
    long now() {
        return history.now();
    }

    /** A probe of {@code queue}, sent at {@code sent}, was served. */
    void served(int queue, long sent) {
        history.write(new Line.Served(history.now(), queue, sent));
    }

    /** Asks {@code call} of {@code gateway}. The future never fails. */
    Future<Reply> ask(int client, int gateway, Call call, Manner manner) {
        long operation = ++operations;
        history.write(new Line.Asked(history.now(), operation, client, gateway, call));
        return http.request(options(gateway, call, manner))
                .compose(request -> request.send(HttpForm.body(call)))
                .compose(response -> response.body().map(body -> answered(operation, response, body)))
                .recover(failure -> {
                    history.write(new Line.Lost(history.now(), operation, reason(failure)));
                    return Future.succeededFuture(Reply.NONE);
                });
    }

    /** Whether {@code gateway} shows the item; not written down, since no rule asks for it. */
    Future<Boolean> shows(int gateway, String item) {
        RequestOptions options = to(gateways.buyers(), gateway, Manner.USUAL.timeout())
                .setMethod(HttpMethod.GET)
                .setURI("/v1/items/" + item);
        return http.request(options)
                .compose(request -> request.send())
                .map(response -> response.statusCode() == 200)
                .otherwise(false);
    }

    private Reply answered(long operation, HttpClientResponse response, Buffer body) {
        String text = body.length() == 0 ? null : body.toString();
        String request = response.getHeader("X-Request-Id");
        history.write(new Line.Answered(history.now(), operation, response.statusCode(), text, request));
        return new Reply(response.statusCode(), json(text), request);
    }

    /** An answer that is no JSON is in the history as it came; nobody goes on by it. */
    private static JsonObject json(@Nullable String text) {
        try {
            return text == null ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException noJson) {
            return new JsonObject();
        }
    }

    private RequestOptions options(int gateway, Call call, Manner manner) {
        List<URI> ports = HttpForm.isOperators(call) ? gateways.operators() : gateways.buyers();
        RequestOptions options = to(ports, gateway, manner.timeout())
                .setMethod(HttpForm.method(call))
                .setURI(HttpForm.path(call));
        HttpForm.headers(call).forEach(options::putHeader);
        return manner.prefer() == null ? options : options.putHeader("Prefer", manner.prefer());
    }

    private static RequestOptions to(List<URI> ports, int gateway, Duration timeout) {
        URI port = ports.get(gateway);
        return new RequestOptions()
                .setHost(port.getHost())
                .setPort(port.getPort())
                .setConnectTimeout(timeout.toMillis())
                .setIdleTimeout(timeout.toMillis());
    }

    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
