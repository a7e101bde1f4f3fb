package io.seckill.gateway.accept;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections past a bound; shared by all event loops. */
public final class ConnectionLimit implements Handler<HttpConnection> {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    /** Lets {@code limit} connections live at once. */
    public ConnectionLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public void handle(HttpConnection connection) {
        connection.closeHandler(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > limit) {
            connection.close();
        }
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }
}
