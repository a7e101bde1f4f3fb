package io.seckill.load.rival;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** A Vert.x HTTP server with a constant answer, as long as a purchase's: the throughput that this machine can have. */
public final class BareServer extends VerticleBase {
    private static final Buffer ANSWER = Buffer.buffer(
            "{\"requestId\":\"0123456789abcdef0123456789abcdef\",\"itemId\":"
                    + "\"bench-00000\",\"quantity\":1,\"orderId\":\"0123456789abcdef0123456789abcdef\",\"status\":\"ACCEPTED\"}");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final int port;

    private BareServer(int port) {
        this.port = port;
    }

    /** Listens on the loopback address at the port {@code args[0]}, on every core. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Listener.run(Listener.vertx(), () -> new BareServer(port));
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(Listener.options(port))
                .requestHandler(request -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                        .end(ANSWER))
                .listen();
    }
}
