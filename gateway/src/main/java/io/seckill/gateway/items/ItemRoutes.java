package io.seckill.gateway.items;

import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Freshness;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.http.JsonBody;
import io.seckill.v1.Item;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The items, as this gateway knows them. Serves one event loop. */
public final class ItemRoutes {
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 200;

    /** An empty shop would be believed. */
    private static final PreparedRefusal NOT_READ =
            new PreparedRefusal(Code.QUEUE_UNAVAILABLE, "the items have not been read yet");

    /** It may be new, or have found no room. */
    private static final PreparedRefusal NOT_KNOWN =
            new PreparedRefusal(Code.QUEUE_UNAVAILABLE, "whether there is such an item is not known now");

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Catalogue catalogue;
    private final Freshness freshness;
    private final InstantSource clock;
    private final ItemJson itemJson;
    private final ItemPages pages;
    private final Replies replies;

    /** Shows the items of {@code catalogue} while {@code freshness} lets it; the list is served at {@code path}. */
    public ItemRoutes(Catalogue catalogue, Freshness freshness, InstantSource clock, Replies replies, String path) {
        this.catalogue = catalogue;
        this.freshness = freshness;
        this.clock = clock;
        this.itemJson = new ItemJson(clock);
        this.pages = new ItemPages(catalogue, itemJson, clock, path);
        this.replies = replies;
    }

    /** One page of the list. */
    public void list(RoutingContext context) {
        if (!freshness.everHeld()) {
            replies.refuse(context.response(), NOT_READ);
            return;
        }
        try {
            list(context, new ItemPages.PageRequest(after(context), limit(context)));
        } catch (RefusedException refused) {
            replies.refuse(context.response(), refused);
        }
    }

    private void list(RoutingContext context, ItemPages.PageRequest asked) {
        ItemPages.Page page = pages.page(asked);
        if (!page.next().isEmpty()) {
            context.response().putHeader("Link", "<" + page.next() + ">; rel=\"next\"");
        }
        json(context, page.json());
    }

    private static int limit(RoutingContext context) {
        String text = context.queryParams().get("limit");
        if (text == null) {
            return DEFAULT_PAGE;
        }
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_PAGE) {
            throw RefusedException.invalid("query: limit must be a whole number from 1 to " + MAX_PAGE);
        }
        return limit;
    }

    private static String after(RoutingContext context) {
        String text = context.queryParams().get("after");
        if (text != null && !text.isEmpty() && !Identifiers.isItemId(text)) {
            throw RefusedException.invalid("query: after is an item's id; " + Identifiers.ITEM_ID_RULE);
        }
        return text == null ? "" : text;
    }

    /** One item. */
    public void show(RoutingContext context) {
        Item item = catalogue.find(context.pathParam("itemId"));
        if (item != null) {
            json(context, JsonBody.object(json -> itemJson.write(json, item)));
        } else if (freshness.holds() && catalogue.isWhole()) {
            replies.refuse(context.response(), new Refusal(Code.UNKNOWN_ITEM, "there is no such item"));
        } else {
            replies.refuse(context.response(), NOT_KNOWN);
        }
    }

    private void json(RoutingContext context, Buffer body) {
        context.response()
                // A countdown to the opening goes by this clock.
                .putHeader(HttpHeaders.DATE, HTTP_DATE.format(clock.instant()))
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                // The same for everybody, and a moment behind the ledger anyway: caches may take the crowd.
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=1")
                .end(body);
    }
}
