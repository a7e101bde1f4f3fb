package io.seckill.e2e.cluster;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * What a gateway answered.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body as it came
 */
public record Answer(int status, MultiMap headers, Buffer body) {
    /** The body as JSON; empty where there is none. */
    public JsonObject json() {
        return body.length() == 0 ? new JsonObject() : body.toJsonObject();
    }

    /** The problem's code; empty where there is none. */
    public String code() {
        return json().getString("code", "");
    }

    /** The order's id; empty where there is none. */
    public String orderId() {
        return json().getString("orderId", "");
    }

    /** A header; empty where there is none. */
    public String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    /**
     * What became of the purchase, in the same words whether its buyer was told or asked about it: the outcome's name, and
     * the order where there is one. A purchase that is not decided, or not known to be, has no verdict: empty.
     */
    public String verdict() {
        String name = code().isEmpty() ? json().getString("status", "") : code();
        return isFinal() ? (name + " " + orderId()).strip() : "";
    }

    /** Whether it says how the purchase ended: neither "pending" nor "not known", nor that the gateway cannot tell now. */
    public boolean isFinal() {
        return status != 202 && status != 503 && !code().equals("QUEUE_TIMEOUT");
    }

    /** Status and code, as the outcome table names them: {@code "409 SOLD_OUT"}, {@code "201"}. */
    public String outcome() {
        return code().isEmpty() ? Integer.toString(status) : status + " " + code();
    }
}
