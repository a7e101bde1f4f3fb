package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One gateway as its buyers see it. What it says goes into the journal. */
public final class Shop {
    /** How long a question is held. */
    private static final int ASK_SECONDS = 20;

    private static final long AGAIN_AFTER_MILLIS = 100;

    private final Door door;
    private final Journal journal;

    /** The gateway whose public port on loopback is {@code port}. */
    public Shop(Caller caller, int port, Journal journal) {
        this.door = new Door(caller, port, true);
        this.journal = journal;
    }

    /** The public port. */
    public int port() {
        return door.port();
    }

    /** Buys one unit with nothing said but who wants it. */
    public Future<Answer> buy(String user, String item) {
        return buy(user, item, Map.of(), "");
    }

    /** Buys one unit and says in {@code Prefer} how long to wait. */
    public Future<Answer> buyWaiting(String user, String item, int seconds) {
        return buy(user, item, Map.of("Prefer", "wait=" + seconds), "");
    }

    /** Sends a purchase with {@code body} as JSON, none where it is empty; {@code headers} win over the usual ones. */
    public Future<Answer> buy(String user, String item, Map<String, String> headers, String body) {
        Map<String, String> all = new HashMap<>(Map.of("X-User-Id", user));
        if (!body.isEmpty()) {
            all.put("Content-Type", "application/json");
        }
        all.putAll(headers);
        return post(item, all, Buffer.buffer(body)).onSuccess(answer -> note(user, item, body, answer));
    }

    /** Sends {@code body} and {@code headers} as they are to where purchases of {@code item} go. */
    public Future<Answer> post(String item, Map<String, String> headers, Buffer body) {
        return door.send(HttpMethod.POST, "/v1/items/" + item + "/purchases", headers, body);
    }

    /** Asks, as {@code user}, what a purchase's {@code Location} leads to. */
    public Future<Answer> ask(String user, String location) {
        return door.send(
                HttpMethod.GET, location, user.isEmpty() ? Map.of() : Map.of("X-User-Id", user), Buffer.buffer());
    }

    /** Watches, as {@code user}, the place in line of the purchase at {@code location}; all that was heard, at the end. */
    public Future<List<Events.Event>> watch(String user, String location) {
        return Events.of(door, user, location);
    }

    /** Asks what a purchase's {@code location} leads to, as often as it takes to know how it ended. */
    public Future<Answer> settle(String user, String location) {
        String waiting = location + (location.contains("?") ? "&" : "?") + "wait=" + ASK_SECONDS;
        return ask(user, waiting)
                .compose(answer ->
                        answer.isFinal() ? Future.succeededFuture(answer) : later(() -> settle(user, location)));
    }

    /**
     * Buys one unit under an idempotency key, and asks and sends again, as a careful client does, until it is known how that
     * ended.
     */
    public Future<Answer> buyForSure(String user, String item, String key) {
        return buy(user, item, Map.of("Idempotency-Key", key), "")
                .compose(answer -> switch (answer.status()) {
                    case 202, 504 -> settle(user, answer.header("Location"));
                    default -> Future.succeededFuture(answer);
                })
                // Nothing was queued, or it was lost on its way to the queue: the key makes sending it again safe.
                .compose(answer -> answer.status() == 503 || answer.code().equals("UNKNOWN_REQUEST")
                        ? later(() -> buyForSure(user, item, key))
                        : Future.succeededFuture(answer));
    }

    private <T> Future<T> later(Supplier<Future<T>> call) {
        return door.caller().vertx().timer(AGAIN_AFTER_MILLIS).compose(due -> call.get());
    }

    /** Asks, as {@code user}, how an order stands; as nobody where that is empty, here and with the next two. */
    public Future<Answer> order(String user, String item, String orderId) {
        return ask(user, orderPath(item, orderId));
    }

    /** Lists, as {@code user}, the own orders of {@code item}; as nobody where that is empty. */
    public Future<Answer> orders(String user, String item) {
        return ask(user, "/v1/items/" + item + "/orders");
    }

    /** Confirms an order, and waits long for the answer. */
    public Future<Answer> confirm(String user, String item, String orderId) {
        return confirm(item, orderId, patient(user));
    }

    /** Confirms an order as whoever {@code headers} name. */
    public Future<Answer> confirm(String item, String orderId, Map<String, String> headers) {
        return door.send(HttpMethod.POST, orderPath(item, orderId) + "/confirm", headers, Buffer.buffer());
    }

    /** Cancels an order, and waits long for the answer. */
    public Future<Answer> cancel(String user, String item, String orderId) {
        return door.send(HttpMethod.POST, orderPath(item, orderId) + "/cancel", patient(user), Buffer.buffer());
    }

    /** Has an order refunded, and waits long for the answer. */
    public Future<Answer> refund(String user, String item, String orderId) {
        return door.send(HttpMethod.POST, orderPath(item, orderId) + "/refund", patient(user), Buffer.buffer());
    }

    private static Map<String, String> patient(String user) {
        return user.isEmpty() ? Map.of() : Map.of("X-User-Id", user, "Prefer", "wait=25");
    }

    private static String orderPath(String item, String orderId) {
        return "/v1/items/" + item + "/orders/" + orderId;
    }

    /** What {@code GET path} says. */
    public Future<Answer> get(String path) {
        return door.get(path);
    }

    /** What {@code GET path} says to whoever sends {@code headers}. */
    public Future<Answer> get(String path, Map<String, String> headers) {
        return door.send(HttpMethod.GET, path, headers, Buffer.buffer());
    }

    /** Looks at one item. */
    public Future<Answer> item(String item) {
        return door.get("/v1/items/" + item);
    }

    private void note(String user, String item, String asked, Answer answer) {
        // A copy of a purchase, by its idempotency key, is told of the first one's order, and that is one order.
        boolean copy = !answer.header("X-Request-Id").equals(answer.json().getString("requestId"));
        if (answer.status() == 201 && !copy) {
            JsonObject order = answer.json();
            journal.enter(new Journal.Sold(user, item, order.getInteger("quantity"), order.getString("orderId")));
        } else if (answer.code().equals("SOLD_OUT") && asked.isEmpty()) {
            journal.enterSoldOut(item);
        }
    }
}
