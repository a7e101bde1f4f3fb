package io.seckill.proof.check.evidence;

import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.Evidence.Projection;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rows of tables, as what they say. */
final class Rows {
    /** Purchases, and orders among them, of PostgreSQL as the store. */
    static final String STORE = "requests";

    /** Items of PostgreSQL as the store. */
    static final String ITEMS = "items";

    /** Orders of a projector. */
    static final String PROJECTED = "orders";

    /** How far a projector has read each queue. */
    static final String POSITIONS = "positions";

    private Rows() {}

    static Books books(Kept kept) {
        List<OrderRecord> orders = new ArrayList<>();
        List<RefusalRecord> refusals = new ArrayList<>();
        for (JsonObject row : kept.rowsOf(STORE)) {
            String request = row.getString("request_id");
            String order = Objects.requireNonNullElse(row.getString("order_id"), "");
            String place = "the row " + request + " of requests";
            if (order.equals(request)) {
                orders.add(new OrderRecord(place, -1, 0, 0, order(row)));
            } else {
                Outcome outcome = Objects.requireNonNullElse(
                        Outcome.forNumber(row.getInteger("outcome")), Outcome.OUTCOME_UNSPECIFIED);
                refusals.add(new RefusalRecord(place, request, outcome, order));
            }
        }
        List<ItemRecord> items = kept.rowsOf(ITEMS).stream().map(Rows::item).toList();
        return new Books(orders, items, refusals, false);
    }

    private static Order order(JsonObject row) {
        return Order.newBuilder()
                .setOrderId(row.getString("request_id"))
                .setUserId(row.getString("user_id"))
                .setItemId(row.getString("item_id"))
                .setQuantity(row.getInteger("quantity"))
                .setDecidedAt(row.getLong("decided_at"))
                .setIdempotencyKey(row.getString("idempotency_key"))
                .setStatusValue(row.getInteger("status"))
                .setHeldUntil(row.getLong("held_until"))
                .build();
    }

    private static ItemRecord item(JsonObject row) {
        Item item = Item.newBuilder()
                .setItemId(row.getString("item_id"))
                .setTitle(row.getString("title"))
                .setStock(row.getInteger("stock"))
                .setRemaining(row.getInteger("stock") - row.getInteger("sold"))
                .setOpensAt(row.getLong("opens_at"))
                .setClosesAt(row.getLong("closes_at"))
                .setPerUserLimit(row.getInteger("per_user_limit"))
                .setHoldMillis(row.getLong("hold_millis"))
                .setVersion(row.getLong("version"))
                .setState(Objects.requireNonNullElse(
                        ItemState.forNumber(row.getInteger("state")), ItemState.ITEM_STATE_UNSPECIFIED))
                .build();
        return new ItemRecord("the row " + item.getItemId() + " of items", -1, 0, 0, item);
    }

    static Projection projection(Kept kept) {
        Map<Integer, Long> positions = new HashMap<>();
        kept.rowsOf(POSITIONS).forEach(row -> positions.put(row.getInteger("queue"), row.getLong("position")));
        return new Projection(projected(kept), positions);
    }

    private static List<OrderRecord> projected(Kept kept) {
        return kept.rowsOf(PROJECTED).stream()
                .map(row -> new OrderRecord(
                        "the projector's row " + row.getString("order_id"),
                        row.getInteger("queue"),
                        row.getLong("record"),
                        0,
                        projectedOrder(row)))
                .toList();
    }

    /** There an order that needed no payment reads as confirmed. */
    private static Order projectedOrder(JsonObject row) {
        String status = row.getString("status");
        String heldUntil = row.getString("held_until");
        return Order.newBuilder()
                .setOrderId(row.getString("order_id"))
                .setUserId(row.getString("user_id"))
                .setItemId(row.getString("item_id"))
                .setQuantity(row.getInteger("quantity"))
                .setDecidedAt(Instant.parse(row.getString("decided_at")).toEpochMilli())
                .setIdempotencyKey(Objects.requireNonNullElse(row.getString("idempotency_key"), ""))
                .setStatus(
                        status.equals("ENDED")
                                ? OrderStatus.ORDER_STATUS_CANCELLED
                                : OrderStatus.valueOf("ORDER_STATUS_" + status))
                .setHeldUntil(heldUntil == null ? 0 : Instant.parse(heldUntil).toEpochMilli())
                .build();
    }
}
