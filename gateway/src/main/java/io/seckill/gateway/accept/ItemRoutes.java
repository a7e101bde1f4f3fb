package io.seckill.gateway.accept;

import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.respond.JsonBody;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.v1.Item;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The items, as this gateway knows them. */
final class ItemRoutes {
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    private final Catalogue catalogue;
    private final ItemJson itemJson;
    private final Replies replies;

    ItemRoutes(Catalogue catalogue, ItemJson itemJson, Replies replies) {
        this.catalogue = catalogue;
        this.itemJson = itemJson;
        this.replies = replies;
    }

    void list(RoutingContext context) {
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

    void show(RoutingContext context) {
        Item item = catalogue.find(context.pathParam("itemId"));
        if (item == null) {
            replies.refuse(context.response(), new Refusal(Code.UNKNOWN_ITEM, "there is no such item"));
        } else {
            json(context, json -> itemJson.write(json, item));
        }
    }

    private static void json(RoutingContext context, JsonBody.Content fields) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(JsonBody.object(fields));
    }
}
