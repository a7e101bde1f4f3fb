package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Replies;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the public port serves.
 *
 * <p>A purchase goes straight to its handler: matching it against a table of routes would cost a good part of what
 * the rest of its way through the gateway does. Everything else goes by vertx-web's router.
 */
final class PublicRoutes implements Handler<HttpServerRequest> {
    private static final String ITEMS = "/v1/items/";
    private static final String PURCHASES = "/purchases";

    /** The page brings its own script and style, and speaks to nobody but its gateway. */
    private static final String PAGE_POLICY = "default-src 'none'; connect-src 'self'; img-src data:;"
            + " script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

    private final PurchaseHandler purchases;
    private final Router others;

    PublicRoutes(
            Vertx vertx,
            PurchaseHandler purchases,
            LookupHandler lookups,
            OrderHandler orders,
            ItemRoutes items,
            Replies replies) {
        this.purchases = purchases;
        this.others = Problems.on(Router.router(vertx), replies);
        others.get("/v1/items").handler(items::list);
        others.get("/v1/items/:itemId").handler(items::show);
        others.get("/v1/items/:itemId/purchases/:requestId").handler(lookups::lookUp);
        others.get("/v1/items/:itemId/purchases/:requestId/events").handler(lookups::events);
        others.get("/v1/items/:itemId/orders/:orderId").handler(orders::show);
        others.post("/v1/items/:itemId/orders/:orderId/confirm").handler(orders::confirm);
        others.post("/v1/items/:itemId/orders/:orderId/cancel").handler(orders::cancel);
        others.get("/openapi.yaml").handler(constant("application/yaml", "openapi.yaml"));
        others.get("/").handler(constant("text/html; charset=utf-8", "web/index.html"));
    }

    /** Method and path of all that is served. */
    List<String> served() {
        List<String> all = new ArrayList<>(Served.by(others));
        all.add("POST " + ITEMS + "{itemId}" + PURCHASES);
        return all;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (request.method().equals(HttpMethod.POST)
                && path != null
                && path.startsWith(ITEMS)
                && path.endsWith(PURCHASES)) {
            purchases.handle(request, itemOf(path));
        } else {
            others.handle(request);
        }
    }

    /** The part between the two constants; empty, which is no item id, where they overlap. */
    private static String itemOf(String path) {
        int end = path.length() - PURCHASES.length();
        return end > ITEMS.length() ? path.substring(ITEMS.length(), end) : "";
    }

    /**
     * Serves a file of the class path from memory. A file that is opened for each request stays open until the caller has
     * read it, so a few callers who do not read would take all files of the process.
     */
    private static Handler<RoutingContext> constant(String type, String resource) {
        Buffer content = read(resource);
        return context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("Content-Security-Policy", PAGE_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(content);
    }

    private static Buffer read(String resource) {
        try (InputStream in = PublicRoutes.class.getClassLoader().getResourceAsStream(resource)) {
            return Buffer.buffer(Objects.requireNonNull(in, resource).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
