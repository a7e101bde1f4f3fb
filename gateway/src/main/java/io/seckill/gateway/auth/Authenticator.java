package io.seckill.gateway.auth;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** How a request's sender is told from others. Each instance serves one event loop. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Tells {@code then} who sends {@code request}: at once where that is known, else once it is, on the same event loop.
     * The request's body stays unread until then.
     */
    void authenticate(HttpServerRequest request, Consumer<Caller> then);
}
