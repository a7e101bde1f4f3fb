package io.seckill.gateway.warm;

import io.seckill.warm.RehearsedItems;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Buyers that each send a purchase, wait for its answer and send the next. They bound what a warm-up costs the cluster: as many
 * records as they are can be under way, and each takes a linger and a round trip.
 */
public final class RehearsedBuyers {
    private static final int COUNT = 64;
    private static final String HOST = "127.0.0.1";

    /** One in so many purchases bears a key. */
    private static final int WITH_KEY = 4;

    private static final String BODY = "{\"quantity\":1}";

    private final int port;
    private final RehearsedItems items;
    private final LongAdder answers = new LongAdder();
    private volatile boolean stopped;
    private Supplier<Future<Void>> leave = Future::succeededFuture;

    /** Buyers of {@code items} at the gateway that listens at {@code port} of this machine. */
    public RehearsedBuyers(int port, RehearsedItems items) {
        this.port = port;
        this.items = items;
    }

    /** Has them buy from now on. */
    public void start(Vertx vertx) {
        NetClient client = vertx.createNetClient();
        leave = client::close;
        for (int number = 0; number < COUNT; number++) {
            int buyer = number;
            client.connect(port, HOST).onSuccess(socket -> new Buyer(socket, buyer).start());
        }
    }

    /** Whoever waits is answered, and buys no more. */
    public void stop() {
        stopped = true;
    }

    /** Closes their connections. */
    public Future<Void> close() {
        return leave.get();
    }

    /** Answers that came so far. */
    public long answered() {
        return answers.sum();
    }

    /** One connection. Owned by its event loop. */
    private final class Buyer {
        private final NetSocket socket;
        private final int number;
        private long purchases;

        Buyer(NetSocket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        /** An answer is small, and so comes in one piece. */
        void start() {
            socket.handler(answer -> {
                answers.increment();
                if (!stopped) {
                    buy();
                }
            });
            buy();
        }

        private void buy() {
            long purchase = number + ++purchases;
            String user = "warm-up-" + number + "-" + purchase;
            String key = purchase % WITH_KEY == 0 ? "Idempotency-Key: " + user + "\r\n" : "";
            socket.write("POST /v1/items/" + items.itemOf(purchase) + "/purchases HTTP/1.1\r\n"
                    + "Host: " + HOST + ":" + port + "\r\n"
                    + "User-Agent: seckill-warm-up\r\n"
                    + "Accept: application/json\r\n"
                    + "X-User-Id: " + user + "\r\n"
                    + key
                    + "Content-Type: application/json\r\n"
                    + "Content-Length: " + BODY.length() + "\r\n\r\n"
                    + BODY);
        }
    }
}
