package io.seckill.proof.check.rules;

import static io.seckill.proof.check.rules.RecordedForm.bought;
import static io.seckill.proof.check.rules.RecordedForm.call;
import static io.seckill.proof.check.rules.RecordedForm.problem;
import static io.seckill.proof.check.rules.RecordedForm.purchase;
import static io.seckill.proof.check.rules.RecordedForm.purchaseCall;
import static io.seckill.proof.check.rules.RecordedForm.shown;

import io.seckill.proof.check.evidence.EventRecord;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.evidence.Evidence.Books;
import io.seckill.proof.check.evidence.Evidence.Projection;
import io.seckill.proof.check.evidence.ItemRecord;
import io.seckill.proof.check.evidence.OrderRecord;
import io.seckill.proof.check.evidence.QueuedCommand;
import io.seckill.proof.check.evidence.RefusalRecord;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.Call.Kind;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.DeleteItem;
import io.seckill.v1.ExpireHolds;
import io.seckill.v1.Item;
import io.seckill.v1.ItemState;
import io.seckill.v1.ListOrders;
import io.seckill.v1.Lookup;
import io.seckill.v1.Order;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import io.seckill.v1.PutItem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes a campaign of one queue step by step: what a client asked and heard, and all that a right system leaves of it. The
 * author of a step says how it ended; only what remains of items is counted here. Lists are open, so that tests can lie.
 */
final class Recording {
    static final long BEGIN = 1_800_000_000_000L; // milliseconds since the Unix epoch
    static final long TIME_TO_LIVE = 60_000;

    final List<Line> lines = new ArrayList<>();
    final List<QueuedCommand> requests = new ArrayList<>();
    final List<OrderRecord> orders = new ArrayList<>();
    final List<ItemRecord> items = new ArrayList<>();
    final List<ItemRecord> published = new ArrayList<>();
    final List<RefusalRecord> refusals = new ArrayList<>();
    final List<EventRecord> events = new ArrayList<>();
    final List<OrderRecord> projected = new ArrayList<>();
    final Map<String, String> unreadable = new HashMap<>();
    private final Map<String, Item> state = new LinkedHashMap<>();
    private final Map<String, Order> current = new LinkedHashMap<>();
    private long now; // milliseconds since the campaign began
    private long operations;
    private long ledgerEnd;

    Recording() {
        lines.add(new Line.Setup(0, 1, "recorded", "LEDGER", 1));
    }

    History history() {
        return new History(
                lines.stream().sorted(Comparator.comparingLong(Line::at)).toList());
    }

    Evidence evidence() {
        return new Evidence(
                requests,
                List.of(),
                List.of(),
                new Books(orders, items, refusals, true),
                published,
                events,
                new Projection(projected, Map.of(0, 10_000L)),
                unreadable);
    }

    /** The same, where PostgreSQL is the store: its rows tell how everything ended. */
    Evidence evidenceOfRows() {
        return RecordedForm.rows(this, current.values(), state.values());
    }

    /** Gateways are told of every item as it is. */
    void publishAll() {
        now += 100;
        state.keySet().forEach(this::publish);
    }

    /** A fault of {@code target} begins, or ends. */
    void fault(String kind, String target, boolean begins) {
        lines.add(new Line.Fault(nanos(now), target.hashCode(), begins, kind, target));
    }

    /** Time goes by. */
    void rest(long millis) {
        now += millis;
    }

    private void exchange(Call call, @Nullable String request, int status, JsonObject body) {
        long operation = ++operations;
        lines.add(new Line.Asked(nanos(now), operation, 0, (int) (operation % 2), call));
        lines.add(new Line.Answered(nanos(now + 8), operation, status, body.encode(), request));
        now += 10;
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Queues {@code command} as a request of its own. */
    private String queue(Command.Builder command) {
        String request = "r" + requests.size();
        requests.add(new QueuedCommand(
                "seckill.requests-0@" + requests.size(),
                0,
                requests.size(),
                logTime(),
                command.getItemId(),
                Map.of(),
                command.setRequestId(request)
                        .setCreatedAt(BEGIN + now)
                        .setExpiresAt(command.hasLookup() || command.hasListOrders() ? 0 : BEGIN + now + TIME_TO_LIVE)
                        .build()));
        return request;
    }

    /** When a command that is asked now is appended. */
    private long logTime() {
        return BEGIN + now + 2;
    }

    void put(String id, int stock, int perUser, long holdMillis) {
        String request = queue(Command.newBuilder()
                .setItemId(id)
                .setPutItem(PutItem.newBuilder()
                        .setStock(stock)
                        .setPerUserLimit(perUser)
                        .setHoldMillis(holdMillis)));
        Item before = state.getOrDefault(id, Item.getDefaultInstance());
        int sold = before.getStock() - before.getRemaining();
        define(
                before.toBuilder()
                        .setItemId(id)
                        .setStock(stock)
                        .setRemaining(stock - sold)
                        .setPerUserLimit(perUser)
                        .setHoldMillis(holdMillis)
                        .setOpensAt(logTime())
                        .build(),
                "ItemDefined");
        Call call = new Call(Kind.PUT_ITEM, id, null, null, null, null, stock, perUser, holdMillis);
        exchange(call, request, 200, new JsonObject().put("stock", stock).put("remaining", stock - sold));
    }

    void pause(String id) {
        change(id, Kind.PAUSE, ItemState.ITEM_STATE_PAUSED, "ItemPaused");
    }

    void resume(String id) {
        change(id, Kind.RESUME, ItemState.ITEM_STATE_UNSPECIFIED, "ItemOpened");
    }

    void close(String id) {
        change(id, Kind.CLOSE, ItemState.ITEM_STATE_CLOSED, "ItemClosed");
    }

    private void change(String id, Kind kind, ItemState to, String event) {
        String request = queue(Command.newBuilder()
                .setItemId(id)
                .setChangeState(ChangeState.newBuilder().setTo(to)));
        define(state.get(id).toBuilder().setState(to).build(), event);
        exchange(call(kind, id, null), request, 200, new JsonObject());
    }

    /** An operator is told whether the item is deleted: 204 or else. */
    void delete(String id, int status) {
        String request = queue(Command.newBuilder().setItemId(id).setDeleteItem(DeleteItem.getDefaultInstance()));
        if (status == 204) {
            Item gone = Item.newBuilder().setItemId(id).build();
            items.add(new ItemRecord("seckill.orders-0@" + ledgerEnd, 0, ledgerEnd++, BEGIN + now + 4, gone));
            state.put(id, gone);
            publish(id);
            state.remove(id);
        }
        exchange(
                call(Kind.DELETE_ITEM, id, null),
                request,
                status,
                status == 204 ? new JsonObject() : problem("ITEM_NOT_CLOSED"));
    }

    /** As {@link #resume}, but the operator never hears of it. */
    void resumeUnheard(String id) {
        resume(id);
        lines.remove(lines.size() - 1);
    }

    private void define(Item item, String event) {
        Item defined = item.toBuilder().setVersion(requests.size()).build();
        state.put(item.getItemId(), defined);
        items.add(new ItemRecord("seckill.orders-0@" + ledgerEnd, 0, ledgerEnd++, BEGIN + now + 4, defined));
        publish(item.getItemId());
        tell(event, event + '-' + requests.size(), new JsonObject().put("itemId", item.getItemId()), item.getItemId());
    }

    private void publish(String id) {
        published.add(new ItemRecord(
                "seckill.items-0@" + published.size(), 0, published.size(), BEGIN + now + 6, state.get(id)));
    }

    private void tell(String type, String id, JsonObject data, String item) {
        data.put("remaining", state.get(item).getRemaining());
        events.add(new EventRecord("seckill.events-0@" + events.size(), 0, events.size(), type, id, data));
    }

    /** The purchase wins; its order's id is returned. */
    String buy(String user, String item, int quantity, @Nullable String key) {
        String request = queue(purchase(user, item, quantity, key));
        long hold = state.get(item).getHoldMillis();
        Order order = Order.newBuilder()
                .setOrderId(request)
                .setUserId(user)
                .setItemId(item)
                .setQuantity(quantity)
                .setIdempotencyKey(key == null ? "" : key)
                .setDecidedAt(logTime())
                .setStatus(hold == 0 ? OrderStatus.ORDER_STATUS_UNSPECIFIED : OrderStatus.ORDER_STATUS_RESERVED)
                .setHeldUntil(hold == 0 ? 0 : logTime() + hold)
                .build();
        take(item, -quantity);
        write(order, hold == 0 ? "OrderAccepted" : "OrderReserved");
        exchange(purchaseCall(user, item, quantity, key), request, 201, bought(order, request));
        return request;
    }

    /** A purchase whose key has won {@code order} is told of that; its own id is returned. */
    String buyAgain(String user, String item, int quantity, String key, String order) {
        String request = queue(purchase(user, item, quantity, key));
        refusals.add(new RefusalRecord("seckill.orders-0@" + ledgerEnd++, request, Outcome.OUTCOME_ACCEPTED, order));
        exchange(purchaseCall(user, item, quantity, key), request, 201, bought(current.get(order), order));
        return request;
    }

    /** The queue refuses; the request's id is returned. */
    String refused(String user, String item, int quantity, @Nullable String key, int status, Outcome outcome) {
        String request = queue(purchase(user, item, quantity, key));
        refusals.add(new RefusalRecord("seckill.orders-0@" + ledgerEnd++, request, outcome, ""));
        exchange(
                purchaseCall(user, item, quantity, key),
                request,
                status,
                problem(outcome.name().replace("OUTCOME_", "")));
        return request;
    }

    /** The gateway refuses by itself. */
    void edge(String user, String item, int quantity, int status, String code) {
        exchange(purchaseCall(user, item, quantity, null), null, status, problem(code));
    }

    /** Nothing is queued. */
    void notQueued(String user, String item) {
        exchange(purchaseCall(user, item, 1, null), "n" + operations, 503, problem("QUEUE_UNAVAILABLE"));
    }

    /** A lookup of {@code purchase} tells its order, or else {@code refusal}. */
    void lookUp(String user, String item, String purchase, @Nullable String refusal) {
        String request = queue(Command.newBuilder()
                .setUserId(user)
                .setItemId(item)
                .setLookup(Lookup.newBuilder().setRequestId(purchase)));
        Order order = current.get(purchase);
        JsonObject body = order == null
                ? new JsonObject().put("requestId", purchase).put("status", refusal)
                : bought(order, purchase);
        boolean unknown = "UNKNOWN_REQUEST".equals(refusal);
        exchange(
                new Call(Kind.LOOKUP, item, user, purchase, null, null, 0, 0, 0),
                request,
                unknown ? 404 : 200,
                unknown ? problem(refusal) : body);
    }

    void confirm(String user, String order) {
        settle(Kind.CONFIRM, user, order, OrderStatus.ORDER_STATUS_CONFIRMED);
    }

    void cancel(@Nullable String user, String order) {
        settle(Kind.CANCEL, user, order, OrderStatus.ORDER_STATUS_CANCELLED);
    }

    void refund(String order) {
        settle(Kind.REFUND, null, order, OrderStatus.ORDER_STATUS_REFUNDED);
    }

    private void settle(Kind kind, @Nullable String user, String id, OrderStatus to) {
        String request = asks(kind, user, id);
        become(id, to);
        answerSettled(kind, user, id, request, 200, null);
    }

    /** What is asked of an order comes too late. */
    void tooLate(Kind kind, @Nullable String user, String id, String code) {
        answerSettled(kind, user, id, asks(kind, user, id), 409, code);
    }

    private String asks(Kind kind, @Nullable String user, String id) {
        return queue(RecordedForm.settling(kind, user, current.get(id)));
    }

    private void answerSettled(
            Kind kind, @Nullable String user, String id, String request, int status, @Nullable String code) {
        Order order = current.get(id);
        exchange(
                new Call(kind, order.getItemId(), user, null, id, null, 0, 0, 0),
                request,
                status,
                code == null ? shown(order) : problem(code));
    }

    private void become(String id, OrderStatus to) {
        Order order = current.get(id).toBuilder().setStatus(to).build();
        boolean ends = to != OrderStatus.ORDER_STATUS_CONFIRMED;
        if (ends) {
            take(order.getItemId(), order.getQuantity());
        }
        String name = to.name().replace("ORDER_STATUS_", "").toLowerCase(Locale.ROOT);
        write(order, "Order" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        publish(order.getItemId());
    }

    /** The hold of {@code order} runs out, by a record that the backend appends. */
    void expire(String order) {
        passTime(current.get(order).getItemId());
        become(order, OrderStatus.ORDER_STATUS_EXPIRED);
        now += 10;
    }

    /** The backend appends a record that ends holds of {@code item} which are over. */
    void passTime(String item) {
        queue(Command.newBuilder().setItemId(item).setExpireHolds(ExpireHolds.getDefaultInstance()));
    }

    private void take(String item, int units) {
        Item before = state.get(item);
        state.put(
                item,
                before.toBuilder().setRemaining(before.getRemaining() + units).build());
    }

    private void write(Order order, String event) {
        current.put(order.getOrderId(), order);
        orders.add(new OrderRecord("seckill.orders-0@" + ledgerEnd, 0, ledgerEnd, BEGIN + now + 4, order));
        projected.removeIf(row -> row.id().equals(order.getOrderId()));
        projected.add(new OrderRecord("the projector's row " + order.getOrderId(), 0, ledgerEnd++, 0, order));
        tell(
                event,
                order.getOrderId() + '-' + event,
                new JsonObject()
                        .put("orderId", order.getOrderId())
                        .put("itemId", order.getItemId())
                        .put("quantity", order.getQuantity()),
                order.getItemId());
    }

    void list(String user, String item) {
        String request = queue(
                Command.newBuilder().setUserId(user).setItemId(item).setListOrders(ListOrders.getDefaultInstance()));
        JsonArray listed = new JsonArray();
        current.values().stream()
                .filter(each ->
                        each.getUserId().equals(user) && each.getItemId().equals(item))
                .forEach(each -> listed.add(shown(each)
                        .put(
                                "decidedAt",
                                Instant.ofEpochMilli(each.getDecidedAt()).toString())));
        exchange(
                call(Kind.LIST, item, user),
                request,
                200,
                new JsonObject().put("orders", listed).put("more", false));
    }
}
