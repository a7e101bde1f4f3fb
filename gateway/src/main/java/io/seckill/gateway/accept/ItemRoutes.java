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
        limit(context)
                .then(limit -> after(context).then(after -> Parsed.valid(new Page(after, limit))))
                .handle(page -> list(context, page), refusal -> replies.refuse(context.response(), refusal));
    }

    /** Which part of the list is asked for: so many items with ids past {@code after}. */
    private record Page(String after, int limit) {}

    private void list(RoutingContext context, Page page) {
        // One more than is shown tells whether there is a next page.
        List<Item> found = catalogue.page(page.after(), page.limit() + 1);
        boolean more = found.size() > page.limit();
        List<Item> shown = more ? found.subList(0, page.limit()) : found;
        String next = more
                ? "/v1/items?limit=" + page.limit() + "&after="
                        + shown.get(shown.size() - 1).getItemId()
                : "";
        if (more) {
            context.response().putHeader("Link", "<" + next + ">; rel=\"next\"");
        }
        json(context, json -> {
            json.writeArrayFieldStart("items");
            for (Item item : shown) {
                json.writeStartObject();
                itemJson.write(json, item);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (more) {
                json.writeStringField("next", next);
            }
        });
    }

    private static Parsed<Integer> limit(RoutingContext context) {
        String text = context.queryParams().get("limit");
        if (text == null) {
            return Parsed.valid(DEFAULT_PAGE);
        }
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        return limit >= 1 && limit <= MAX_PAGE
                ? Parsed.valid(limit)
                : Parsed.invalid("query: limit must be a whole number from 1 to " + MAX_PAGE);
    }

    private static Parsed<String> after(RoutingContext context) {
        String text = context.queryParams().get("after");
        return text == null || text.isEmpty() || Names.isItemId(text)
                ? Parsed.valid(text == null ? "" : text)
                : Parsed.invalid("query: after is an item's id; " + Names.ITEM_ID_RULE);
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
