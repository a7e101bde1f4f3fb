package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;

/** One process as its operators see it, through its management port. */
public final class Console {
    private final Door door;
    private final Map<String, String> credentials;

    /** The gateway whose management port on loopback is {@code port}. */
    public static Console ofGateway(Caller caller, int port) {
        return new Console(new Door(caller, port, true), Map.of());
    }

    /** The backend whose management port on loopback is {@code port}. */
    public static Console ofBackend(Caller caller, int port) {
        return new Console(new Door(caller, port, false), Map.of());
    }

    private Console(Door door, Map<String, String> credentials) {
        this.door = door;
        this.credentials = credentials;
    }

    /** The management port. */
    public int port() {
        return door.port();
    }

    /** The same, as whoever shows {@code token}. */
    public Console bearing(String token) {
        return new Console(door, Map.of("Authorization", "Bearer " + token));
    }

    /** Sets up a sale, or changes it. */
    public Future<Answer> put(String item, SaleTerms terms) {
        return put(item, terms.json().encode());
    }

    /** The same, and says in {@code Prefer} how long to wait. */
    public Future<Answer> put(String item, SaleTerms terms, String prefer) {
        return door.send(
                HttpMethod.PUT,
                "/v1/admin/items/" + item,
                Map.of("Prefer", prefer),
                terms.json().toBuffer());
    }

    /** Has {@code item}'s sale {@code pause}, {@code resume} or {@code close}. */
    public Future<Answer> change(String item, String change) {
        return door.send(HttpMethod.POST, "/v1/admin/items/" + item + "/" + change, credentials, Buffer.buffer());
    }

    /** Has {@code item} deleted. */
    public Future<Answer> delete(String item) {
        return door.send(HttpMethod.DELETE, "/v1/admin/items/" + item, credentials, Buffer.buffer());
    }

    /** Has those dead letters sent back that {@code body} chooses. */
    public Future<Answer> redrive(String body) {
        Map<String, String> headers = new HashMap<>(credentials);
        headers.put("Content-Type", "application/json");
        return door.send(HttpMethod.POST, "/v1/admin/dead-letters/redrive", headers, Buffer.buffer(body));
    }

    /** Has a user's order of {@code item} be confirmed or cancelled. */
    public Future<Answer> order(String item, String orderId, String action) {
        return door.send(HttpMethod.POST, orderPath(item, orderId) + "/" + action, credentials, Buffer.buffer());
    }

    /** Has a user's order of {@code item} be refunded, as {@code body} says. */
    public Future<Answer> refund(String item, String orderId, String body) {
        return door.send(HttpMethod.POST, orderPath(item, orderId) + "/refund", credentials, Buffer.buffer(body));
    }

    private static String orderPath(String item, String orderId) {
        return "/v1/items/" + item + "/orders/" + orderId;
    }

    /** The metrics as they are now. */
    public Future<MetricsPage> metrics() {
        return door.get("/metrics").map(answer -> MetricsPage.of(answer.body().toString()));
    }

    /** The metrics in the form that has exemplars. */
    public Future<Answer> openMetrics() {
        return door.send(HttpMethod.GET, "/metrics", Map.of("Accept", "application/openmetrics-text"), Buffer.buffer());
    }

    /** What {@code GET path} says to {@code headers}. */
    public Future<Answer> get(String path, Map<String, String> headers) {
        return door.send(HttpMethod.GET, path, headers, Buffer.buffer());
    }

    /** What {@code GET path} says. */
    public Future<Answer> get(String path) {
        return door.send(HttpMethod.GET, path, credentials, Buffer.buffer());
    }

    /** Whether the process says that it can serve; false also where nobody answers. */
    public boolean ready() {
        return Now.get(
                get("/health/ready").map(answer -> answer.status() == 200).otherwise(false));
    }

    /** Sends {@code body} as it is. */
    public Future<Answer> put(String item, String body) {
        return put("/v1/admin/items/" + item, "application/json", Buffer.buffer(body));
    }

    /** Defines many items, one on each line of {@code lines}. */
    public Future<Answer> putAll(String lines) {
        return putAll("application/x-ndjson", lines);
    }

    /** Sends {@code body} as it is to where many items are defined. */
    public Future<Answer> putAll(String type, String body) {
        return put("/v1/admin/items", type, Buffer.buffer(body));
    }

    private Future<Answer> put(String path, String type, Buffer body) {
        Map<String, String> headers = new HashMap<>(credentials);
        headers.put("Content-Type", type);
        return door.send(HttpMethod.PUT, path, headers, body);
    }
}
