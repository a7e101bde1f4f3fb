package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/** One process as its operators see it, through its management port. */
public final class Console {
    private final Door door;

    /** The process whose management port on loopback is {@code port}. */
    public Console(Caller caller, int port) {
        this.door = new Door(caller, port);
    }

    /** Sets up a sale, or changes it. */
    public Future<Answer> put(String item, SaleTerms terms) {
        return door.send(
                HttpMethod.PUT,
                "/v1/admin/items/" + item,
                Map.of("Content-Type", "application/json"),
                terms.json().toBuffer());
    }

    /** The metrics as they are now. */
    public Future<MetricsPage> metrics() {
        return door.get("/metrics").map(answer -> MetricsPage.of(answer.body().toString()));
    }

    /** What {@code GET path} says. */
    public Future<Answer> get(String path) {
        return door.get(path);
    }

    /** Whether the process says that it can serve; false also where nobody answers. */
    public boolean ready() {
        return Now.get(
                get("/health/ready").map(answer -> answer.status() == 200).otherwise(false));
    }

    /** Sends {@code body} as it is. */
    public Future<Answer> put(String item, String body) {
        return door.send(
                HttpMethod.PUT,
                "/v1/admin/items/" + item,
                Map.of("Content-Type", "application/json"),
                Buffer.buffer(body));
    }
}
