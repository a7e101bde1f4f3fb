package io.seckill.gateway.accept;

import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.respond.JsonBody;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.v1.Item;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

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

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    private final PurchaseHandler purchases;
    private final Catalogue catalogue;
    private final ItemJson itemJson;
    private final Replies replies;
    private final Router others;

    PublicRoutes(Vertx vertx, PurchaseHandler purchases, Catalogue catalogue, ItemJson itemJson, Replies replies) {
        this.purchases = purchases;
        this.catalogue = catalogue;
        this.itemJson = itemJson;
        this.replies = replies;
        this.others = Problems.on(Router.router(vertx), replies);
        others.get("/v1/items").handler(this::listItems);
        others.get("/v1/items/:itemId").handler(this::showItem);
        others.get("/openapi.yaml").handler(context -> file(context, "application/yaml", "openapi.yaml"));
        others.get("/").handler(context -> file(context, "text/html; charset=utf-8", "web/index.html"));
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

    private void listItems(RoutingContext context) {
        String limit = context.queryParams().get("limit");
        if (limit != null && !limit.matches("[1-9]\\d{0,3}")) {
            replies.refuse(
                    context.response(),
                    new Refusal(Code.INVALID_REQUEST, "query: limit must be a whole number from 1 to " + MAX_PAGE));
            return;
        }
        String after = context.queryParams().get("after");
        int size = limit == null ? DEFAULT_PAGE : Math.min(MAX_PAGE, Integer.parseInt(limit));
        List<Item> page = catalogue.page(after == null ? "" : after, size);
        json(context, json -> {
            json.writeArrayFieldStart("items");
            for (Item item : page) {
                json.writeStartObject();
                itemJson.write(json, item);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.size() == size) {
                json.writeStringField("next", page.get(size - 1).getItemId());
            }
        });
    }

    private void showItem(RoutingContext context) {
        Item item = catalogue.find(context.pathParam("itemId"));
        if (item == null) {
            replies.refuse(context.response(), new Refusal(Code.UNKNOWN_ITEM, "there is no such item"));
        } else {
            json(context, json -> itemJson.write(json, item));
        }
    }

    private static void file(RoutingContext context, String type, String resource) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("Content-Security-Policy", PAGE_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .sendFile(resource);
    }

    private static void json(RoutingContext context, JsonBody.Content fields) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(JsonBody.object(fields));
    }
}
