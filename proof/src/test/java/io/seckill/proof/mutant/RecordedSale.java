package io.seckill.proof.mutant;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.seckill.proof.check.Violation;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.Kept;
import io.seckill.proof.check.evidence.TopicRecord;
import io.seckill.proof.check.rules.Checker;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.Call.Kind;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.v1.Command;
import io.seckill.v1.Item;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Result;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What clients and topics would have of a sale, without events: enough for the checker to judge it. */
final class RecordedSale {
    private static final long ANSWERED_AFTER_NANOS = 500_000; // less than a millisecond, in which the next is asked

    private final List<Line> lines = new ArrayList<>(List.of(new Line.Setup(0, 1, "scripted", "LEDGER", 1)));
    private final List<TopicRecord> records = new ArrayList<>();

    /** {@code command}, appended at {@code time} in milliseconds, was answered {@code result}, and changed {@code entries}. */
    void add(Command command, long time, Result result, List<LedgerRecord> entries) {
        append("requests", time, command.getItemId(), command);
        entries.forEach(entry -> append("orders", time, "", entry));
        long asked = TimeUnit.MILLISECONDS.toNanos(time);
        lines.add(new Line.Asked(asked, lines.size(), 0, 0, call(command)));
        JsonObject body = body(command, result);
        int status = body.containsKey("code") ? 409 : command.hasPurchase() ? 201 : 200;
        lines.add(new Line.Answered(
                asked + ANSWERED_AFTER_NANOS, lines.size() - 1, status, body.encode(), command.getRequestId()));
    }

    /** Gateways are told of {@code item} at {@code time}. */
    void publish(Item item, long time) {
        append("items", time, item.getItemId(), item);
    }

    private void append(String topic, long time, String key, Message message) {
        String text = TextFormat.printer().emittingSingleLine(true).printToString(message);
        records.add(new TopicRecord(topic, 0, records.size(), time, key, Map.of(), text));
    }

    private static Call call(Command command) {
        String user = command.getUserId().isEmpty() ? null : command.getUserId();
        String key = command.getIdempotencyKey().isEmpty() ? null : command.getIdempotencyKey();
        int units = command.getPurchase().getQuantity();
        String lookup = command.hasLookup() ? command.getLookup().getRequestId() : null;
        return new Call(kind(command), command.getItemId(), user, lookup, order(command), key, units, 0, 0);
    }

    private static Kind kind(Command command) {
        return switch (command.getActionCase()) {
            case PURCHASE -> Kind.PURCHASE;
            case LOOKUP -> Kind.LOOKUP;
            case LIST_ORDERS -> Kind.LIST;
            case CONFIRM -> Kind.CONFIRM;
            case CANCEL -> Kind.CANCEL;
            case REFUND -> Kind.REFUND;
            case PUT_ITEM -> Kind.PUT_ITEM;
            default -> command.getChangeState().getToValue() == 0 ? Kind.RESUME : Kind.PAUSE;
        };
    }

    private static @Nullable String order(Command command) {
        return switch (command.getActionCase()) {
            case CONFIRM -> command.getConfirm().getOrderId();
            case CANCEL -> command.getCancel().getOrderId();
            case REFUND -> command.getRefund().getOrderId();
            default -> null;
        };
    }

    private static JsonObject body(Command command, Result result) {
        String outcome = result.getOutcome().name().replace("OUTCOME_", "");
        return switch (result.getOutcome()) {
            case OUTCOME_ACCEPTED, OUTCOME_ORDER_CONFIRMED, OUTCOME_ORDER_CANCELLED, OUTCOME_ORDER_REFUNDED ->
                shown(result.getOrder());
            case OUTCOME_ORDERS_LISTED -> {
                JsonArray orders = new JsonArray();
                result.getOrders().getOrdersList().forEach(order -> orders.add(shown(order)));
                yield new JsonObject().put("orders", orders);
            }
            case OUTCOME_ITEM_STORED ->
                new JsonObject().put("remaining", result.getItem().getRemaining());
            case OUTCOME_UNKNOWN_REQUEST -> new JsonObject().put("code", outcome);
            default -> new JsonObject().put(command.hasLookup() ? "status" : "code", outcome);
        };
    }

    private static JsonObject shown(Order order) {
        String status = order.getStatus() == OrderStatus.ORDER_STATUS_UNSPECIFIED
                ? "ACCEPTED"
                : order.getStatus().name().replace("ORDER_STATUS_", "");
        return new JsonObject()
                .put("itemId", order.getItemId())
                .put("quantity", order.getQuantity())
                .put("orderId", order.getOrderId())
                .put("status", status);
    }

    /** The rules that the checker finds broken, but for that of events, which are off here. */
    Set<String> brokenRules() {
        Set<String> broken = new TreeSet<>();
        Checker.check(new History(lines), Evidence.of(new Kept(records, List.of()))).stream()
                .map(Violation::rule)
                .forEach(broken::add);
        broken.remove("EventsAreTheLedger");
        return broken;
    }
}
