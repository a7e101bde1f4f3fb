package io.seckill.gateway.respond;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.backlog.BacklogEstimate;
import io.seckill.http.JsonBody;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.OrderList;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The outcome table: what each outcome looks like in HTTP. Nothing else in the gateway knows a status code. */
public final class Answers {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final int MULTI_STATUS = 207;
    private static final long SOON_SECONDS = 1;
    private static final int SPREAD_SECONDS = 4;
    private static final long PAUSE_SECONDS = 3;

    private final InstantSource clock;
    private final ItemJson itemJson;
    private final Backlog backlog;
    private final IntUnaryOperator random;

    /**
     * Answers by {@code clock}, which tells how far off an opening is, {@code backlog}, which knows every place, and
     * {@code random}, a number from 0 to below the one that it is given.
     */
    public Answers(InstantSource clock, ItemJson itemJson, Backlog backlog, IntUnaryOperator random) {
        this.random = random;
        this.clock = clock;
        this.itemJson = itemJson;
        this.backlog = backlog;
    }

    /** The backend's decision on the purchase {@code subject}. */
    public Answer decided(PurchaseRef subject, Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_ACCEPTED -> bought(result.getOrder());
            case OUTCOME_SOLD_OUT -> problem(Code.SOLD_OUT, "fewer units are left than were asked for");
            case OUTCOME_LIMIT_REACHED -> limitReached(result);
            case OUTCOME_HOLDS_EXHAUSTED ->
                problem(Code.HOLDS_EXHAUSTED, "this user has let too many holds of the item run out");
            case OUTCOME_UNKNOWN_ITEM -> unknownItem(subject.itemId());
            case OUTCOME_NOT_STARTED -> notStarted(result.getItem());
            case OUTCOME_PAUSED -> paused();
            case OUTCOME_ENDED -> problem(Code.ENDED, "the sale is over");
            case OUTCOME_EXPIRED ->
                problem(Code.EXPIRED, "the time to live ran out first; nothing was bought")
                        .at(subject.location());
            case OUTCOME_IDEMPOTENCY_KEY_REUSED ->
                problem(Code.IDEMPOTENCY_KEY_REUSED, "the key has won an order of another quantity");
            case OUTCOME_REJECTED_BY_BACKEND ->
                problem(Code.REJECTED_BY_BACKEND, "every attempt to decide it failed; nothing was bought");
            // A question came before the purchase did, and was told so: then that is settled.
            case OUTCOME_UNKNOWN_REQUEST -> unknownRequest();
            case OUTCOME_MOVED -> moved();
            default -> unusable(subject);
        };
    }

    /**
     * The backend answered, and not what was asked: a newer one has an outcome that this gateway has no words for, or one is wrong.
     * It may be decided, so this is not "failed": where there is a Location, that asks again.
     */
    public Answer unusable(Subject subject) {
        return unusable().at(subject.location());
    }

    private static Answer unusable() {
        return problem(Code.INTERNAL, "the backend answered what this gateway cannot pass on; it may be decided");
    }

    /** The backend's answer to a question about the purchase {@code subject}. */
    public Answer lookedUp(PurchaseRef subject, Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_UNKNOWN_REQUEST -> unknownRequest();
            case OUTCOME_UNKNOWN_ITEM -> unknownItem(subject.itemId());
            case OUTCOME_ACCEPTED,
                    OUTCOME_SOLD_OUT,
                    OUTCOME_LIMIT_REACHED,
                    OUTCOME_HOLDS_EXHAUSTED,
                    OUTCOME_NOT_STARTED,
                    OUTCOME_PAUSED,
                    OUTCOME_ENDED,
                    OUTCOME_EXPIRED,
                    OUTCOME_IDEMPOTENCY_KEY_REUSED,
                    OUTCOME_REJECTED_BY_BACKEND -> outcome(subject, result);
            case OUTCOME_PENDING -> pending(subject);
            case OUTCOME_MOVED -> moved();
            default -> unusable(subject);
        };
    }

    private static Answer unknownItem(String itemId) {
        return problem(Code.UNKNOWN_ITEM, "there is no item " + itemId);
    }

    private static Answer unknownRequest() {
        return problem(Code.UNKNOWN_REQUEST, "no such request, or it came to nothing too long ago to be remembered");
    }

    /** The backend's answer to what was asked of an order: to confirm, cancel, refund or show it. */
    public Answer order(OrderRef subject, Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_ORDER_SHOWN, OUTCOME_ORDER_CONFIRMED, OUTCOME_ORDER_CANCELLED, OUTCOME_ORDER_REFUNDED ->
                new Answer(OK, JsonBody.object(json -> writeOrder(json, result.getOrder())));
            case OUTCOME_HOLD_EXPIRED ->
                problem(Code.HOLD_EXPIRED, "its hold has run out; the units may be sold again");
            case OUTCOME_ALREADY_CONFIRMED ->
                problem(Code.ALREADY_CONFIRMED, "its user cannot cancel a confirmed order");
            case OUTCOME_ALREADY_CANCELLED -> problem(Code.ALREADY_CANCELLED, "a cancelled order stays so");
            case OUTCOME_NOT_CONFIRMED -> problem(Code.NOT_CONFIRMED, "only a confirmed order can be refunded");
            case OUTCOME_ALREADY_REFUNDED -> problem(Code.ALREADY_REFUNDED, "a refunded order stays so");
            case OUTCOME_UNKNOWN_ORDER ->
                problem(Code.UNKNOWN_ORDER, "no such order, or it ended too long ago to be remembered");
            case OUTCOME_UNKNOWN_ITEM -> unknownItem(subject.itemId());
            case OUTCOME_EXPIRED ->
                problem(Code.EXPIRED, "the time to live ran out first; the order is as it was")
                        .at(subject.location());
            case OUTCOME_REJECTED_BY_BACKEND ->
                problem(Code.REJECTED_BY_BACKEND, "every attempt to decide it failed; the order is as it was");
            case OUTCOME_MOVED -> moved();
            default -> unusable(subject);
        };
    }

    /** The backend's answer to a question for all the user's orders of an item. */
    public Answer orders(OrderRef subject, Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_ORDERS_LISTED -> new Answer(OK, JsonBody.object(json -> writeList(json, result.getOrders())));
            case OUTCOME_UNKNOWN_ITEM -> unknownItem(subject.itemId());
            case OUTCOME_REJECTED_BY_BACKEND ->
                problem(Code.REJECTED_BY_BACKEND, "every attempt to answer it failed, or the backend knows no lists");
            case OUTCOME_MOVED -> moved();
            default -> unusable(subject);
        };
    }

    private static void writeList(JsonGenerator json, OrderList list) throws IOException {
        json.writeArrayFieldStart("orders");
        for (Order order : list.getOrdersList()) {
            json.writeStartObject();
            writeOrder(json, order);
            json.writeStringField(
                    "decidedAt", Instant.ofEpochMilli(order.getDecidedAt()).toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("more", list.getMore());
    }

    /** The backend's decision on the definition, the state or the deletion of the item {@code itemId}. */
    public Answer item(String itemId, Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_ITEM_STORED -> new Answer(OK, JsonBody.object(json -> itemJson.write(json, result.getItem())));
            case OUTCOME_STOCK_BELOW_SOLD -> stockBelowSold(result.getItem());
            case OUTCOME_ITEM_DELETED -> new Answer(NO_CONTENT, Buffer.buffer());
            case OUTCOME_ITEM_NOT_CLOSED ->
                problem(Code.ITEM_NOT_CLOSED, "its sale is not over, or an order of it is held; nothing was deleted");
            case OUTCOME_ITEM_CLOSED -> problem(Code.ITEM_CLOSED, "a closed item does not change; nothing was changed");
            case OUTCOME_UNKNOWN_ITEM -> unknownItem(itemId);
            case OUTCOME_EXPIRED -> problem(Code.EXPIRED, "the time to live ran out first; nothing was changed");
            case OUTCOME_REJECTED_BY_BACKEND ->
                problem(Code.REJECTED_BY_BACKEND, "every attempt to apply it failed; nothing was changed");
            case OUTCOME_MOVED -> moved();
            default -> unusable();
        };
    }

    /** What became of many definitions: {@code stored} of them are applied, and {@code failures} are not. */
    public Answer defined(int stored, List<BulkFailure> failures) {
        Buffer body = JsonBody.object(json -> {
            json.writeNumberField("stored", stored);
            json.writeArrayFieldStart("failures");
            for (BulkFailure failure : failures) {
                failure.writeTo(json);
            }
            json.writeEndArray();
        });
        return new Answer(failures.isEmpty() ? OK : MULTI_STATUS, body);
    }

    /** Queued, not decided yet. */
    public Answer pending(Subject subject) {
        Buffer body = JsonBody.object(json -> {
            json.writeStringField("requestId", subject.requestId());
            json.writeStringField("status", "PENDING");
            writeEstimate(json, backlog.estimate(subject.logPosition()));
        });
        return new Answer(ACCEPTED, body).at(subject.location()).retryAfter(SOON_SECONDS);
    }

    /** Nobody knows whether the command was queued. */
    public Answer queueTimeout(Subject subject) {
        return problem(Code.QUEUE_TIMEOUT, subject.ifUnanswered()).at(subject.location());
    }

    /** A refusal; where the code says so, nothing was queued and the same request may be sent again soon. */
    public static Answer refused(Refusal refusal) {
        long soon = refusal.code().certainlyNotQueued() ? SOON_SECONDS : 0;
        return problem(refusal.code(), refusal.detail()).retryAfter(Math.max(soon, refusal.retryAfter()));
    }

    /** The command came to a queue that its key had left, and counts as never queued. */
    private static Answer moved() {
        return refused(new Refusal(Code.QUEUE_UNAVAILABLE, "nothing was decided; queues have just been added"));
    }

    /** A purchase that repeats an idempotency key is answered with the first one's order, which names its request. */
    private static Answer bought(Order order) {
        PurchaseRef winner = new PurchaseRef(order.getItemId(), order.getOrderId(), null);
        return new Answer(CREATED, purchase(winner, order)).at(winner.location());
    }

    private static Answer outcome(PurchaseRef subject, Result result) {
        if (result.getOutcome() == Outcome.OUTCOME_ACCEPTED) {
            return new Answer(OK, purchase(subject, result.getOrder()));
        }
        return new Answer(OK, JsonBody.object(json -> {
            json.writeStringField("requestId", subject.requestId());
            json.writeStringField("itemId", subject.itemId());
            if (result.hasOrder()) {
                json.writeStringField("orderId", result.getOrder().getOrderId());
            }
            json.writeStringField("status", result.getOutcome().name().replace("OUTCOME_", ""));
        }));
    }

    /** As text, without a generator, since nearly every answer is one. Only ids may need escaping. */
    private static Buffer purchase(PurchaseRef subject, Order order) {
        String held = order.getHeldUntil() == 0 ? "" : "\",\"heldUntil\":\"" + heldUntil(order);
        return Buffer.buffer("{\"requestId\":\"" + JsonBody.escaped(subject.requestId())
                + "\",\"itemId\":\"" + JsonBody.escaped(order.getItemId())
                + "\",\"quantity\":" + Integer.toUnsignedLong(order.getQuantity())
                + ",\"orderId\":\"" + JsonBody.escaped(order.getOrderId())
                + "\",\"status\":\"" + statusOf(order, "ACCEPTED") + held + "\"}");
    }

    private static void writeOrder(JsonGenerator json, Order order) throws IOException {
        json.writeStringField("orderId", order.getOrderId());
        json.writeStringField("itemId", order.getItemId());
        json.writeNumberField("quantity", Integer.toUnsignedLong(order.getQuantity()));
        json.writeStringField("status", statusOf(order, "CONFIRMED"));
        if (order.getHeldUntil() != 0) {
            json.writeStringField("heldUntil", heldUntil(order));
        }
    }

    private static String heldUntil(Order order) {
        return Instant.ofEpochMilli(order.getHeldUntil()).toString();
    }

    /** How {@code order} stands; {@code neverHeld} is what one that needed no payment is called. */
    private static String statusOf(Order order, String neverHeld) {
        return switch (order.getStatus()) {
            case ORDER_STATUS_UNSPECIFIED, UNRECOGNIZED -> neverHeld;
            case ORDER_STATUS_RESERVED -> "RESERVED";
            case ORDER_STATUS_CONFIRMED -> "CONFIRMED";
            case ORDER_STATUS_CANCELLED -> "CANCELLED";
            case ORDER_STATUS_EXPIRED -> "EXPIRED";
            case ORDER_STATUS_REFUNDED -> "REFUNDED";
        };
    }

    /** Writes what is known of a place in line, which may be nothing. */
    static void writeEstimate(JsonGenerator json, @Nullable BacklogEstimate estimate) throws IOException {
        if (estimate == null) {
            return;
        }
        json.writeNumberField("position", estimate.position());
        if (estimate.estimatedWaitMillis() >= 0) {
            json.writeNumberField("estimatedWaitMs", estimate.estimatedWaitMillis());
        }
    }

    /** Who holds nothing and asks for more than anybody may hold has no order to be told. */
    private static Answer limitReached(Result result) {
        if (!result.hasOrder()) {
            return problem(Code.LIMIT_REACHED, "that is more than one user may hold");
        }
        String orderId = result.getOrder().getOrderId();
        String detail = "this user already holds order " + orderId;
        return problem(Code.LIMIT_REACHED, detail, json -> json.writeStringField("orderId", orderId));
    }

    /** The sale of {@code item} is yet to open. */
    public Answer notStarted(Item item) {
        Instant opens = Instant.ofEpochMilli(item.getOpensAt());
        // Rounded up: earlier it would be in vain.
        long seconds = Math.max(1, (item.getOpensAt() - clock.millis() + 999) / 1000);
        return problem(
                        Code.NOT_STARTED,
                        "the sale opens at " + opens,
                        json -> json.writeStringField("opensAt", opens.toString()))
                .retryAfter(spread(seconds));
    }

    /** The sale is paused, for nobody knows how long. */
    public Answer paused() {
        return problem(Code.PAUSED, "the sale is paused, and may go on").retryAfter(spread(PAUSE_SECONDS));
    }

    /** {@code seconds} and some more, so that not all who are told now come back at once. */
    private long spread(long seconds) {
        return seconds + random.applyAsInt(SPREAD_SECONDS);
    }

    private static Answer stockBelowSold(Item item) {
        long sold = Integer.toUnsignedLong(item.getStock()) - Integer.toUnsignedLong(item.getRemaining());
        return problem(Code.STOCK_BELOW_SOLD, sold + " units are already sold or held; nothing was changed");
    }

    private static Answer problem(Code code, String detail) {
        return problem(code, detail, json -> {});
    }

    private static Answer problem(Code code, String detail, JsonBody.Content more) {
        return new Answer(code.status(), JsonBody.object(json -> {
            writeProblem(json, code, detail);
            more.writeTo(json);
        }));
    }

    private static void writeProblem(JsonGenerator json, Code code, String detail) throws IOException {
        json.writeStringField("type", code.type());
        json.writeStringField("title", code.title());
        json.writeNumberField("status", code.status());
        json.writeStringField("detail", detail);
        json.writeStringField("code", code.name());
    }
}
