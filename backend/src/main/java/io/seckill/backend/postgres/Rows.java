package io.seckill.backend.postgres;

import io.seckill.backend.event.StoredEvent;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.contract.Limits;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.OrderList;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/** Reads what the statements return. */
final class Rows {
    private Rows() {}

    /** Whether nothing was decided because holds are over by now, or the order in {@code told} is reserved no more. */
    static boolean isOutdated(Attempt attempt, Row told) {
        if (told.getInteger("outcome") == null) {
            return true;
        }
        Integer status = told.getInteger("order_status");
        return status != null
                && status == OrderStatus.ORDER_STATUS_RESERVED_VALUE
                && told.getLong("order_held_until") <= attempt.recorded().appendedAt();
    }

    /** The answer to {@code attempt} that {@code rows} of the type {@code told} are: an order each, or that there is no item. */
    static Result list(Attempt attempt, RowSet<Row> rows) {
        OrderList.Builder list = OrderList.newBuilder().setMore(rows.size() > Limits.LISTED_ORDERS);
        for (Row row : rows) {
            Result told = result(attempt, row);
            if (told.getOutcome() != Outcome.OUTCOME_ORDERS_LISTED) {
                return told;
            }
            if (list.getOrdersCount() < Limits.LISTED_ORDERS) {
                list.addOrders(told.getOrder());
            }
        }
        return attempt.answer(Outcome.OUTCOME_ORDERS_LISTED).setOrders(list).build();
    }

    /** The answer to {@code attempt} that a row of the type {@code told} is. */
    static Result result(Attempt attempt, Row told) {
        String itemId = attempt.command().getItemId();
        int outcome = told.getInteger("outcome");
        Result.Builder result = attempt.answer(Outcome.OUTCOME_UNSPECIFIED).setOutcomeValue(outcome);
        if (told.getString("order_id") != null) {
            result.setOrder(Order.newBuilder()
                    .setOrderId(told.getString("order_id"))
                    .setUserId(told.getString("order_user"))
                    .setItemId(itemId)
                    .setQuantity(told.getLong("order_quantity").intValue())
                    .setDecidedAt(told.getLong("order_at"))
                    .setIdempotencyKey(told.getString("order_key"))
                    .setStatusValue(told.getInteger("order_status"))
                    .setHeldUntil(told.getLong("order_held_until"))
                    .setDeviceId(told.getString("order_device")));
        }
        boolean namesItem = outcome == Outcome.OUTCOME_NOT_STARTED_VALUE
                || outcome == Outcome.OUTCOME_ITEM_STORED_VALUE
                || outcome == Outcome.OUTCOME_STOCK_BELOW_SOLD_VALUE;
        if (namesItem && told.getString("title") != null) {
            result.setItem(item(itemId, told));
        }
        return result.build();
    }

    /** Whether {@code item} was deleted: all others have a limit. */
    static boolean isDeleted(Item item) {
        return item.getPerUserLimit() == 0;
    }

    /** The item in {@code row}, as gateways shall see it; with nothing but its id and version where it was deleted. */
    static Item item(String itemId, Row row) {
        if (row.getString("title") == null) {
            return Item.newBuilder()
                    .setItemId(itemId)
                    .setVersion(row.getLong("version"))
                    .build();
        }
        long stock = row.getLong("stock");
        return Item.newBuilder()
                .setItemId(itemId)
                .setTitle(row.getString("title"))
                .setStock((int) stock)
                .setRemaining((int) (stock - row.getLong("sold")))
                .setOpensAt(row.getLong("opens_at"))
                .setClosesAt(row.getLong("closes_at"))
                .setPerUserLimit(row.getLong("per_user_limit").intValue())
                .setHoldMillis(row.getLong("hold_millis"))
                .setVersion(row.getLong("version"))
                .setStateValue(row.getInteger("state"))
                .build();
    }

    /** The event in {@code row}. */
    static StoredEvent event(Row row) {
        String ordered = row.getString("ordered");
        return new StoredEvent(
                row.getLong("id"),
                row.getString("type"),
                row.getLong("at"),
                item(new JsonObject(row.getString("item"))),
                row.getString("sale"),
                ordered == null ? null : order(new JsonObject(ordered)));
    }

    private static Item item(JsonObject row) {
        long stock = row.getLong("stock");
        return Item.newBuilder()
                .setItemId(row.getString("item_id"))
                .setTitle(row.getString("title"))
                .setStock((int) stock)
                .setRemaining((int) (stock - row.getLong("sold")))
                .setOpensAt(row.getLong("opens_at"))
                .setClosesAt(row.getLong("closes_at"))
                .setPerUserLimit(row.getLong("per_user_limit").intValue())
                .setHoldMillis(row.getLong("hold_millis"))
                .build();
    }

    private static Order order(JsonObject row) {
        return Order.newBuilder()
                .setOrderId(row.getString("order_id"))
                .setUserId(row.getString("user_id"))
                .setItemId(row.getString("item_id"))
                .setQuantity(row.getLong("quantity").intValue())
                .setDecidedAt(row.getLong("decided_at"))
                .setStatusValue(row.getInteger("status"))
                .setHeldUntil(row.getLong("held_until"))
                .setDeviceId(row.getString("device_id"))
                .build();
    }
}
