package io.seckill.gateway.respond;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seckill.v1.Item;
import io.seckill.v1.Order;
import io.seckill.v1.Result;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/** The outcome table: what each outcome looks like in HTTP. Nothing else in the gateway knows a status code. */
public final class Answers {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final long SOON_SECONDS = 1;

    private final InstantSource clock;
    private final ItemJson itemJson;

    /** Answers by {@code clock}, which tells how far off an opening is. */
    public Answers(InstantSource clock, ItemJson itemJson) {
        this.clock = clock;
        this.itemJson = itemJson;
    }

    /** Where the request {@code requestId} for the item {@code itemId} can be asked about. */
    public static String locationOf(String itemId, String requestId) {
        return "/v1/items/" + itemId + "/purchases/" + requestId;
    }

    /** The backend's decision on a request for {@code itemId}. */
    public Answer decided(String itemId, Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_ACCEPTED -> bought(result);
            case OUTCOME_SOLD_OUT -> problem(Code.SOLD_OUT, "fewer units are left than were asked for");
            case OUTCOME_LIMIT_REACHED -> limitReached(result);
            case OUTCOME_UNKNOWN_ITEM -> problem(Code.UNKNOWN_ITEM, "there is no item " + itemId);
            case OUTCOME_NOT_STARTED -> notStarted(result.getItem());
            case OUTCOME_ENDED -> problem(Code.ENDED, "the sale is over");
            case OUTCOME_EXPIRED -> problem(Code.EXPIRED, "the time to live ran out first; nothing was bought");
            case OUTCOME_ITEM_STORED -> new Answer(OK, JsonBody.object(json -> itemJson.write(json, result.getItem())));
            case OUTCOME_STOCK_BELOW_SOLD -> stockBelowSold(result.getItem());
            // A newer backend decided something that this gateway has no words for: known to be decided, so ask later.
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> pending(itemId, result.getRequestId());
        };
    }

    /** Queued, not decided yet. */
    public Answer pending(String itemId, String requestId) {
        Buffer body = JsonBody.object(json -> {
            json.writeStringField("requestId", requestId);
            json.writeStringField("status", "PENDING");
        });
        return new Answer(ACCEPTED, body).at(locationOf(itemId, requestId)).retryAfter(SOON_SECONDS);
    }

    /** Nobody knows whether the request was queued; its location will. */
    public Answer queueTimeout(String itemId, String requestId) {
        return problem(Code.QUEUE_TIMEOUT, "the request may still be decided; its Location tells")
                .at(locationOf(itemId, requestId));
    }

    /** Refused; where the code says so, nothing was queued and the same request may be sent again soon. */
    public Answer refused(Refusal refusal) {
        Answer answer = problem(refusal.code(), refusal.detail());
        return refusal.code().certainlyNotQueued() ? answer.retryAfter(SOON_SECONDS) : answer;
    }

    private static Answer bought(Result result) {
        Order order = result.getOrder();
        Buffer body = JsonBody.object(json -> {
            json.writeStringField("requestId", result.getRequestId());
            json.writeStringField("itemId", order.getItemId());
            json.writeNumberField("quantity", order.getQuantity());
            json.writeStringField("orderId", order.getOrderId());
            json.writeStringField("status", "ACCEPTED");
        });
        return new Answer(CREATED, body).at(locationOf(order.getItemId(), result.getRequestId()));
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

    private Answer notStarted(Item item) {
        Instant opens = Instant.ofEpochMilli(item.getOpensAt());
        long seconds = Math.max(1, (item.getOpensAt() - clock.millis() + 999) / 1000);
        return problem(
                        Code.NOT_STARTED,
                        "the sale opens at " + opens,
                        json -> json.writeStringField("opensAt", opens.toString()))
                .retryAfter(seconds);
    }

    private static Answer stockBelowSold(Item item) {
        long sold = item.getStock() - (long) item.getRemaining();
        return problem(Code.STOCK_BELOW_SOLD, sold + " units are already sold; nothing was changed");
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
