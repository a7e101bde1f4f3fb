package io.seckill.proof.check.facts;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call, and what its answer says.
 *
 * @param request the id under which it was queued; null where that is not known, or it was not
 * @param code of a refusal its code, else the status that the body names; empty where there is neither
 * @param body empty where there is none
 */
public record Exchange(Operation operation, @Nullable String request, String code, JsonObject body) {
    /** What a decision on a purchase can be, but for an order. */
    private static final Set<String> REFUSALS = Set.of(
            "SOLD_OUT",
            "LIMIT_REACHED",
            "HOLDS_EXHAUSTED",
            "UNKNOWN_ITEM",
            "NOT_STARTED",
            "PAUSED",
            "ENDED",
            "EXPIRED",
            "IDEMPOTENCY_KEY_REUSED",
            "REJECTED_BY_BACKEND",
            "UNKNOWN_REQUEST");

    private static final String ORDER = "order ";
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_QUEUED = 503;

    static Exchange of(Operation operation) {
        Line.Answered answered = operation.answered();
        JsonObject body = answered == null ? new JsonObject() : json(answered.body());
        String code = operation.status() < 400 ? text(body, "status") : text(body, "code");
        String request = answered == null ? null : answered.request();
        return new Exchange(operation, request, code, body);
    }

    /** A gateway answers JSON or nothing; anything else says nothing here. */
    private static JsonObject json(@Nullable String text) {
        try {
            return text == null ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException noJson) {
            return new JsonObject();
        }
    }

    private static String text(JsonObject body, String field) {
        return body.getValue(field) instanceof String text ? text : "";
    }

    /** The number of the operation. */
    public long number() {
        return operation.asked().operation();
    }

    /** What was asked. */
    public Call call() {
        return operation.call();
    }

    /** The status of the answer; 0 without one. */
    public int status() {
        return operation.status();
    }

    /** When it was asked, in nanoseconds since the campaign began. */
    public long asked() {
        return operation.asked().at();
    }

    /** When an answer had come; {@link Long#MAX_VALUE} where none did. */
    public long answered() {
        return operation.answered() == null ? Long.MAX_VALUE : operation.end();
    }

    /** When the client knew or gave up; the time of the question where it did neither. */
    public long known() {
        return operation.end() == Long.MAX_VALUE ? asked() : operation.end();
    }

    /** Whether it was done as asked. */
    public boolean isDone() {
        return status() == OK || status() == CREATED || status() == NO_CONTENT;
    }

    /** Whether the answer promises that nothing was queued. */
    public boolean isNotQueued() {
        return status() == NOT_QUEUED;
    }

    /** Whether the gateway itself refused, and asked no queue. */
    public boolean isByEdge() {
        return status() >= 400 && status() < 500 && request == null;
    }

    /** The order that a purchase won or a lookup found, or that the answer about an order shows; null where there is none. */
    public @Nullable String order() {
        return isDone() && body.containsKey("quantity") ? body.getString("orderId") : null;
    }

    /**
     * What became of the purchase that was asked or asked about, as an order or a refusal; null where the answer does not
     * say, or not for good.
     */
    public @Nullable String outcome() {
        return switch (call().kind()) {
            case PURCHASE -> status() == CREATED ? ORDER + order() : refused() && request != null ? code : null;
            case LOOKUP -> lookedUp();
            default -> null;
        };
    }

    private @Nullable String lookedUp() {
        if (status() != OK) {
            return code.equals("UNKNOWN_REQUEST") ? code : null;
        }
        return order() == null ? code : ORDER + order();
    }

    private boolean refused() {
        return status() >= 400 && REFUSALS.contains(code);
    }

    /** The purchase that is asked or asked about; null where its id is not known. */
    public @Nullable String purchase() {
        return call().kind() == Call.Kind.LOOKUP ? call().request() : request;
    }

    /** How {@link #outcome} names the order {@code id}. */
    public static String outcomeOf(String id) {
        return ORDER + id;
    }

    /** For a person: who asked what, where and when, and what was said. */
    public String text() {
        Call call = call();
        StringBuilder text = new StringBuilder("operation " + number() + ", " + call.kind() + " of " + call.item());
        append(text, " for request ", call.request());
        append(text, " for order ", call.order());
        append(text, " with key ", call.key());
        append(text, " by ", call.user());
        text.append(" at gateway ").append(operation.asked().gateway());
        text.append(", asked at ").append(seconds(asked())).append(", ");
        if (operation.answered() == null) {
            return text.append("without an answer").toString();
        }
        text.append("answered ").append(status()).append(' ').append(code);
        append(text, " as request ", request);
        append(text, " with order ", order());
        return text.append(" at ").append(seconds(answered())).toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(name).append(value);
        }
    }

    /** A time of the campaign, as all reports have it; {@code nanos} since it began. */
    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Exchange exchange && exchange.number() == number();
    }

    @Override
    public int hashCode() {
        return Objects.hash(number());
    }
}
