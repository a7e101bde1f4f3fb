package io.seckill.gateway;

import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Problems;
import io.seckill.gateway.http.RouteList;
import io.seckill.gateway.http.StaticFile;
import io.seckill.gateway.items.ItemRoutes;
import io.seckill.gateway.lookup.LookupHandler;
import io.seckill.gateway.order.OrderHandler;
import io.seckill.gateway.purchase.PurchaseHandler;
import io.seckill.gateway.respond.Replies;
import io.seckill.http.Methods;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the public port serves.
 *
 * <p>A purchase goes straight to its handler: matching it against a table of routes would cost a good part of what
 * the rest of its way through the gateway does. Everything else goes by vertx-web's router, also a purchase whose path is
 * written in another way, as by {@code %2D} for {@code -}.
 */
final class PublicRoutes implements Handler<HttpServerRequest> {
    private static final String ITEMS = "/v1/items/";
    private static final String PURCHASES = "/purchases";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";

    /** Its files alone, and it speaks to nobody but its gateway. */
    private static final String PAGE_POLICY =
            "default-src 'none'; connect-src 'self'; img-src data:; script-src 'self';"
                    + " style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    /** What the page consists of, beside index.html. */
    private static final Map<String, String> PAGE_FILES = Map.of(
            "page.css", CSS,
            "page.js", SCRIPT,
            "draw.js", SCRIPT,
            "buying.js", SCRIPT,
            "shop.js", SCRIPT,
            "words.js", SCRIPT,
            "words.json", "application/json");

    private final PurchaseHandler purchases;
    private final Router router;

    PublicRoutes(
            Vertx vertx,
            PurchaseHandler purchases,
            LookupHandler lookups,
            OrderHandler orders,
            ItemRoutes items,
            Replies replies) {
        this.purchases = purchases;
        this.router = Problems.on(Router.router(vertx), replies);
        Methods.get(router, "/v1/items").handler(items::list);
        Methods.get(router, "/v1/items/:itemId").handler(items::show);
        router.post("/v1/items/:itemId/purchases")
                .handler(context -> purchases.handle(context.request(), context.pathParam("itemId")));
        Methods.get(router, "/v1/items/:itemId/purchases/:requestId").handler(lookups::lookUp);
        // Not for HEAD, which would listen for minutes and hear nothing.
        router.get("/v1/items/:itemId/purchases/:requestId/events").handler(lookups::events);
        orders.addTo(router);
        Methods.get(router, "/openapi.yaml").handler(file("openapi.yaml", "application/yaml"));
        Methods.get(router, "/").handler(file("web/index.html", "text/html; charset=utf-8"));
        Map<String, StaticFile> files = new HashMap<>();
        PAGE_FILES.forEach((name, type) -> files.put(name, file("web/" + name, type)));
        Methods.get(router, "/web/:file").handler(context -> {
            StaticFile file = files.get(context.pathParam("file"));
            if (file == null) {
                context.next();
            } else {
                file.handle(context);
            }
        });
    }

    private static StaticFile file(String resource, String type) {
        return new StaticFile(resource, type, PAGE_POLICY);
    }

    /** Method and path of all that is served. */
    List<String> served() {
        return RouteList.of(router);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String item = request.method().equals(HttpMethod.POST) ? itemOf(request.path()) : "";
        if (Identifiers.isItemId(item)) {
            purchases.handle(request, item);
        } else {
            router.handle(request);
        }
    }

    /** The part between the two constants; empty, which is no item id, where there is none. */
    private static String itemOf(@Nullable String path) {
        if (path == null || !path.startsWith(ITEMS) || !path.endsWith(PURCHASES)) {
            return "";
        }
        int end = path.length() - PURCHASES.length();
        return end > ITEMS.length() ? path.substring(ITEMS.length(), end) : "";
    }
}
