package io.seckill.proof.client;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.Call.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a call looks like in HTTP, as {@code /openapi.yaml} of the gateways says. */
final class HttpForm {
    private static final String ITEMS = "/v1/items/";
    private static final String ADMIN = "/v1/admin/items/";

    private HttpForm() {}

    /** Whether it goes to the management port: what operators do to items, and to anybody's orders. */
    static boolean isOperators(Call call) {
        return call.user() == null;
    }

    static HttpMethod method(Call call) {
        return switch (call.kind()) {
            case PUT_ITEM -> HttpMethod.PUT;
            case DELETE_ITEM -> HttpMethod.DELETE;
            case LOOKUP, LIST -> HttpMethod.GET;
            default -> HttpMethod.POST;
        };
    }

    static String path(Call call) {
        String item = call.item();
        return switch (call.kind()) {
            case PUT_ITEM, DELETE_ITEM -> ADMIN + item;
            case PAUSE -> ADMIN + item + "/pause";
            case RESUME -> ADMIN + item + "/resume";
            case CLOSE -> ADMIN + item + "/close";
            case PURCHASE -> ITEMS + item + "/purchases";
            case LOOKUP -> ITEMS + item + "/purchases/" + call.request() + "?wait=1";
            case CONFIRM -> ITEMS + item + "/orders/" + call.order() + "/confirm";
            case CANCEL -> ITEMS + item + "/orders/" + call.order() + "/cancel";
            case REFUND -> ITEMS + item + "/orders/" + call.order() + "/refund";
            case LIST -> ITEMS + item + "/orders";
        };
    }

    static Map<String, String> headers(Call call) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (call.user() != null) {
            headers.put("X-User-Id", call.user());
        }
        if (call.key() != null) {
            headers.put("Idempotency-Key", call.key());
        }
        if (body(call).length() > 0) {
            headers.put("Content-Type", "application/json");
        }
        return headers;
    }

    static Buffer body(Call call) {
        if (call.kind() == Kind.PUT_ITEM) {
            return new JsonObject()
                    .put("stock", call.quantity())
                    .put("perUserLimit", call.perUser())
                    .put("holdSeconds", call.holdMillis() / 1_000)
                    .toBuffer();
        }
        if (call.kind() == Kind.PURCHASE) {
            return new JsonObject().put("quantity", call.quantity()).toBuffer();
        }
        return call.kind() == Kind.REFUND
                ? new JsonObject().put("restock", true).toBuffer()
                : Buffer.buffer();
    }
}
