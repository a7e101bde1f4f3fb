package io.seckill.gateway.identify;

import io.vertx.core.http.HttpServerRequest;

/** How a request's sender is told from others. Each instance serves one event loop. */
@FunctionalInterface
public interface Identification {
    /** Who sends {@code request}; decided at once, from its headers. */
    Caller identify(HttpServerRequest request);
}
