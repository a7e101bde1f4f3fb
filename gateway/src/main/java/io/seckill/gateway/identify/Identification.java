package io.seckill.gateway.identify;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** How a request's sender is told from others. Each instance serves one event loop. */
@FunctionalInterface
public interface Identification {
    /**
     * Tells {@code then} who sends {@code request}: at once where that is known, else once it is, on the same event loop.
     * The request's body stays unread until then.
     */
    void identify(HttpServerRequest request, Consumer<Caller> then);
}
