package io.seckill.proof.check.rules;

import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.Evidence.Projection;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.Call.Kind;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Purchase;
import io.seckill.v1.Refund;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients ask, what is queued of it, and what they are answered, as a {@link Recording} has it. */
final class RecordedForm {
    private RecordedForm() {}

    /** What is left of {@code record}, where rows of PostgreSQL tell how {@code orders} and {@code items} ended. */
    static Evidence rows(Recording record, Collection<Order> orders, Collection<Item> items) {
        List<OrderRecord> ends = orders.stream()
                .map(each -> new OrderRecord("the row " + each.getOrderId(), -1, 0, 0, each))
                .toList();
        List<ItemRecord> rows = items.stream()
                .map(each -> new ItemRecord("the row " + each.getItemId(), -1, 0, 0, each))
                .toList();
        return new Evidence(
                record.requests,
                List.of(),
                List.of(),
                new Books(ends, rows, record.refusals, false),
                record.published,
                record.events,
                new Projection(List.of(), Map.of()),
                record.unreadable);
    }

    static Call call(Kind kind, String item, @Nullable String user) {
        return new Call(kind, item, user, null, null, null, 0, 0, 0);
    }

    static JsonObject problem(String code) {
        return new JsonObject().put("code", code);
    }

    static Command.Builder purchase(String user, String item, int quantity, @Nullable String key) {
        return Command.newBuilder()
                .setUserId(user)
                .setItemId(item)
                .setIdempotencyKey(key == null ? "" : key)
                .setPurchase(Purchase.newBuilder().setQuantity(quantity));
    }

    static Call purchaseCall(String user, String item, int quantity, @Nullable String key) {
        return new Call(Kind.PURCHASE, item, user, null, null, key, quantity, 0, 0);
    }

    static JsonObject bought(Order order, String request) {
        return new JsonObject()
                .put("requestId", request)
                .put("itemId", order.getItemId())
                .put("quantity", order.getQuantity())
                .put("orderId", order.getOrderId())
                .put("status", name(order, "ACCEPTED"));
    }

    static String name(Order order, String neverHeld) {
        return order.getStatus() == OrderStatus.ORDER_STATUS_UNSPECIFIED
                ? neverHeld
                : order.getStatus().name().replace("ORDER_STATUS_", "");
    }

    static JsonObject shown(Order order) {
        return new JsonObject()
                .put("orderId", order.getOrderId())
                .put("itemId", order.getItemId())
                .put("quantity", order.getQuantity())
                .put("status", name(order, "CONFIRMED"));
    }

    /** What is asked of {@code order}; a service that has no {@code user} asks of anybody's. */
    static Command.Builder settling(Kind kind, @Nullable String user, Order order) {
        String id = order.getOrderId();
        Command.Builder command =
                Command.newBuilder().setUserId(user == null ? "" : user).setItemId(order.getItemId());
        return switch (kind) {
            case CONFIRM -> command.setConfirm(Confirm.newBuilder().setOrderId(id));
            case CANCEL -> command.setCancel(Cancel.newBuilder().setOrderId(id));
            default -> command.setRefund(Refund.newBuilder().setOrderId(id).setRestock(true));
        };
    }
}
