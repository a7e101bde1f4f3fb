package io.seckill.load.rival;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** A Vert.x HTTP server with a constant answer, as long as the gateway's: the throughput that this machine can have. */
public final class BareServer extends VerticleBase {
    private static final Buffer ANSWER = Buffer.buffer(
            "{\"requestId\":\"0123456789abcdef0123456789abcdef\",\"itemId\":"
                    + "\"bench-00000\",\"quantity\":1,\"orderId\":\"0123456789abcdef0123456789abcdef\",\"status\":\"ACCEPTED\"}");
    private static final Buffer REFUSAL =
            Buffer.buffer("{\"type\":\"urn:seckill:problem:sold-out\",\"title\":\"Sold out\",\"status\":409,"
                    + "\"detail\":\"fewer units are left than were asked for\",\"code\":\"SOLD_OUT\"}");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized("application/problem+json");
    private static final int OK = 200;
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final int port;
    private final int status;

    private BareServer(int port, int status) {
        this.port = port;
        this.status = status;
    }

    /** Listens on the loopback address at the port {@code args[0]}, on every core, and answers {@code args[1]}, 200 or 409. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int status = Integer.parseInt(args[1]);
        Listener.run(Listener.vertx(), () -> new BareServer(port, status));
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(Listener.options(port))
                .requestHandler(request -> request.response()
                        .setStatusCode(status)
                        .putHeader(HttpHeaders.CONTENT_TYPE, status == OK ? JSON : PROBLEM)
                        .end(status == OK ? ANSWER : REFUSAL))
                .listen();
    }
}
