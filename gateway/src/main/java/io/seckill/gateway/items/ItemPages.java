package io.seckill.gateway.items;

import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.http.JsonBody;
import io.seckill.v1.Item;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages of the item list, each rendered once for as long as nothing on it has changed and shared by all its answers.
 *
 * <p>While a sale runs the items change all the time: then a page is rendered once in {@link #LEAST_AGE_MILLIS}, however
 * many ask for it. Owned by one event loop.
 */
final class ItemPages {
    /** A page this young is good even if an item has changed since; the view itself lags behind the queues by more. */
    static final long LEAST_AGE_MILLIS = 100;

    /** Pages kept; of more the one asked for longest ago goes. */
    private static final int KEPT = 64;

    private final Catalogue catalogue;
    private final ItemJson itemJson;
    private final InstantSource clock;
    private final String path;
    private final Map<PageRequest, Page> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PageRequest, Page> eldest) {
            return size() > KEPT;
        }
    };

    /** Pages of {@code catalogue} as of {@code clock}, whose links lead to {@code path}. */
    ItemPages(Catalogue catalogue, ItemJson itemJson, InstantSource clock, String path) {
        this.catalogue = catalogue;
        this.itemJson = itemJson;
        this.clock = clock;
        this.path = path;
    }

    /** Which part of the list is asked for: up to {@code limit} items with ids past {@code after}. */
    record PageRequest(String after, int limit) {}

    /**
     * One rendered page.
     *
     * @param json the answer's body
     * @param next where the next page is, or empty
     * @param version the catalogue's when this was rendered
     * @param renderedAt when that was
     * @param changesAt when the next sale on it opens or closes
     */
    record Page(Buffer json, String next, long version, long renderedAt, long changesAt) {
        boolean isGood(long newest, long now) {
            return now < changesAt && now >= renderedAt && (version == newest || now < renderedAt + LEAST_AGE_MILLIS);
        }
    }

    /** The page that is {@code asked} for. */
    Page page(PageRequest asked) {
        long now = clock.millis();
        Page known = kept.get(asked);
        if (known != null && known.isGood(catalogue.version(), now)) {
            return known;
        }
        Page page = render(asked, now);
        kept.put(asked, page);
        return page;
    }

    private Page render(PageRequest asked, long now) {
        // Read first: a change that comes in between makes the page older than it is, never newer.
        long version = catalogue.version();
        // One more than is shown tells whether there is a next page.
        List<Item> found = catalogue.page(asked.after(), asked.limit() + 1);
        boolean more = found.size() > asked.limit();
        List<Item> shown = more ? found.subList(0, asked.limit()) : found;
        String next = more
                ? path + "?limit=" + asked.limit() + "&after="
                        + shown.get(shown.size() - 1).getItemId()
                : "";
        Buffer json = JsonBody.object(fields -> {
            fields.writeArrayFieldStart("items");
            for (Item item : shown) {
                fields.writeStartObject();
                itemJson.write(fields, item);
                fields.writeEndObject();
            }
            fields.writeEndArray();
            if (more) {
                fields.writeStringField("next", next);
            }
        });
        return new Page(json, next, version, now, nextChange(shown, now));
    }

    private static long nextChange(List<Item> items, long now) {
        long next = Long.MAX_VALUE;
        for (Item item : items) {
            next = Math.min(next, item.getOpensAt() > now ? item.getOpensAt() : Long.MAX_VALUE);
            next = Math.min(next, item.getClosesAt() > now ? item.getClosesAt() : Long.MAX_VALUE);
        }
        return next;
    }
}
