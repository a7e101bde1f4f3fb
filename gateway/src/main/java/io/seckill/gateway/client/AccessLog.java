package io.seckill.gateway.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.gateway.respond.Answer;
import io.seckill.http.JsonBody;
import io.seckill.net.Networks;
import io.seckill.process.BackgroundLines;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON for each request of the public port, once it is answered or its caller is gone. Thread-safe.
 *
 * <p>Neither the query nor the user is in it: who bought what is for the ledger alone. The request's id leads there. Nor is
 * the client's address, which may name a person: its network is enough to find where trouble comes from.
 */
public final class AccessLog implements AutoCloseable {
    /** What nginx writes for a caller who has left before there was an answer. */
    private static final int CALLER_GONE = 499;

    /** No path here is so long. Else callers could fill the memory where lines wait: so they take 2.5 KB each at most. */
    private static final int MAX_PATH = 1_000;

    private final @Nullable BackgroundLines lines; // null: off
    private final TrustedProxies proxies;
    private final InstantSource clock;

    /** Writes, if {@code on}, whom {@code proxies} say a request came from. */
    public AccessLog(boolean on, TrustedProxies proxies, InstantSource clock) {
        this.lines = on ? BackgroundLines.of("io.seckill.access") : null;
        this.proxies = proxies;
        this.clock = clock;
    }

    /** Hands requests to {@code next}, and writes what became of them; where the log is off, this is {@code next} itself. */
    public Handler<HttpServerRequest> before(Handler<HttpServerRequest> next) {
        BackgroundLines written = lines;
        if (written == null) {
            return next;
        }
        return request -> {
            long begun = System.nanoTime();
            request.response().endHandler(over -> written.write(line(request, begun)));
            next.handle(request);
        };
    }

    private String line(HttpServerRequest request, long begun) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
        return JsonBody.object(json -> {
                    json.writeStringField("time", clock.instant().toString());
                    writeRequest(json, request);
                    writeResponse(json, request.response());
                    json.writeNumberField("micros", micros);
                })
                .toString();
    }

    private void writeRequest(JsonGenerator json, HttpServerRequest request) throws IOException {
        TrustedProxies.Client client = proxies.clientOf(request);
        InetAddress address = client.address();
        json.writeStringField("network", address == null ? null : Networks.around(address));
        json.writeStringField("scheme", client.scheme());
        json.writeStringField("protocol", request.version().alpnName());
        json.writeStringField("method", request.method().name());
        json.writeStringField("path", cut(request.path()));
    }

    private static @Nullable String cut(@Nullable String path) {
        return path == null || path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
    }

    private static void writeResponse(JsonGenerator json, HttpServerResponse response) throws IOException {
        json.writeNumberField("status", response.headWritten() ? response.getStatusCode() : CALLER_GONE);
        json.writeNumberField("bytes", response.bytesWritten());
        String requestId = response.headers().get(Answer.REQUEST_ID);
        if (requestId != null) {
            json.writeStringField("requestId", requestId);
        }
    }

    /** Ends with the last line. Blocks for a second at most. */
    @Override
    public void close() {
        if (lines != null) {
            lines.close();
        }
    }
}
