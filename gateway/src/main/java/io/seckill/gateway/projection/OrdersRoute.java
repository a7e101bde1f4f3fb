package io.seckill.gateway.projection;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.http.JsonBody;
import io.seckill.process.Causes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Serves operators' lists of an item's orders, a page at a time. */
public final class OrdersRoute {
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1_000;
    private static final Set<String> STATUSES =
            Set.of("RESERVED", "CONFIRMED", "CANCELLED", "EXPIRED", "REFUNDED", "ENDED");

    private static final PreparedRefusal OFF = new PreparedRefusal(
            Code.NOT_CONFIGURED, "set gateway.ordersTable.database to the database that a projector keeps orders in");

    private final @Nullable OrdersTable table;
    private final Replies replies;

    /** Which orders are asked for. */
    private record Asked(String itemId, @Nullable String status, PagePosition after, int limit) {
        static Asked of(RoutingContext context) {
            String itemId = context.pathParam("itemId");
            if (!Identifiers.isItemId(itemId)) {
                throw new RefusedException(Identifiers.ITEM_ID_REFUSAL);
            }
            String status = context.queryParams().get("status");
            if (status != null && !STATUSES.contains(status)) {
                throw RefusedException.invalid("query: status must be one of "
                        + STATUSES.stream().sorted().toList());
            }
            String after = context.queryParams().get("after");
            PagePosition position = after == null ? PagePosition.START : PagePosition.parse(after);
            if (position == null) {
                throw RefusedException.invalid("query: after must be as the page before says in next");
            }
            return new Asked(
                    itemId, status, position, limit(context.queryParams().get("limit")));
        }

        private static int limit(@Nullable String text) {
            int limit = text == null ? DEFAULT_PAGE : text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
            if (limit < 1 || limit > MAX_PAGE) {
                throw RefusedException.invalid("query: limit must be a whole number from 1 to " + MAX_PAGE);
            }
            return limit;
        }

        String next(Row last) {
            return "/v1/admin/items/" + itemId + "/orders?limit=" + limit
                    + (status == null ? "" : "&status=" + status)
                    + "&after=" + PagePosition.behind(last).token();
        }
    }

    /** Serves what {@code table} has; null: none is configured. */
    public OrdersRoute(@Nullable OrdersTable table, Replies replies) {
        this.table = table;
        this.replies = replies;
    }

    /** One page. */
    public void list(RoutingContext context) {
        if (table == null) {
            replies.refuse(context.response(), OFF);
            return;
        }
        try {
            Asked asked = Asked.of(context);
            // One more than is shown tells whether there is a next page.
            table.page(asked.itemId(), asked.status(), asked.after(), asked.limit() + 1)
                    .onSuccess(rows -> context.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                            .end(page(asked, rows)))
                    .onFailure(away -> replies.refuse(
                            context.response(),
                            new Refusal(
                                    Code.DATABASE_UNAVAILABLE,
                                    "the table of orders cannot be read: " + Causes.inOneLine(away))));
        } catch (RefusedException refused) {
            replies.refuse(context.response(), refused);
        }
    }

    private static Buffer page(Asked asked, List<Row> rows) {
        boolean more = rows.size() > asked.limit();
        List<Row> shown = more ? rows.subList(0, asked.limit()) : rows;
        return JsonBody.object(json -> {
            json.writeArrayFieldStart("orders");
            for (Row row : shown) {
                json.writeStartObject();
                write(json, asked.itemId(), row);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (more) {
                json.writeStringField("next", asked.next(shown.get(shown.size() - 1)));
            }
        });
    }

    private static void write(JsonGenerator json, String itemId, Row row) throws IOException {
        json.writeStringField("orderId", row.getString("order_id"));
        json.writeStringField("itemId", itemId);
        json.writeStringField("userId", row.getString("user_id"));
        if (row.getString("device_id") != null) {
            json.writeStringField("deviceId", row.getString("device_id"));
        }
        json.writeNumberField("quantity", row.getLong("quantity"));
        json.writeStringField("status", row.getString("status"));
        writeTime(json, "decidedAt", row.getOffsetDateTime("decided_at"));
        writeTime(json, "heldUntil", row.getOffsetDateTime("held_until"));
        writeTime(json, "forgottenAt", row.getOffsetDateTime("forgotten_at"));
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable OffsetDateTime time) throws IOException {
        if (time != null) {
            json.writeStringField(name, time.toInstant().toString());
        }
    }
}
