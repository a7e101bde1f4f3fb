package io.seckill.backend.postgres;

import io.seckill.backend.database.Connecting;
import io.seckill.backend.database.PostgresSettings;
import io.seckill.backend.parallel.handler.Attempt;
import io.seckill.backend.postgres.PurchaseBatcher.Purchase;
import io.seckill.contract.Limits;
import io.seckill.v1.Command;
import io.seckill.v1.PutItem;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements, and their arguments in order. */
final class SaleStatements {
    /** What a call of a function decides by. */
    enum Decision {
        BUY("buy", "text", 10, "0"), // an order says itself when it was decided
        BUY_ALL("buy_all", "text[]", 10, "0"),
        REJECT("reject", "text", 7),
        LOOK_UP("look_up", "text", 5),
        ASK("ask", "text", 10, "$6"),
        LIST_ORDERS("list_orders", "text", 3),
        REJECT_ASK("reject_ask", "text", 6),
        END_HOLDS("end_holds", "text", 2, "$2"),
        DEFINE("define", "text", 12, "$10"),
        REJECT_DEFINE("reject_define", "text", 5),
        CHANGE_STATE("change_state", "text", 7, "$5"),
        REJECT_CHANGE_STATE("reject_change_state", "text", 5),
        DELETE_ITEM("delete_item", "text", 7, "$4"),
        REJECT_DELETE_ITEM("reject_delete_item", "text", 5),
        FORGET_DELETED("forget_deleted", "text", 1),
        NEXT_EVENTS("next_events", "bigint", 1);

        private final String function;
        private final String firstType;
        private final int parameters;
        private final String toldAt; // the log's time of the events that it writes; empty: it writes none

        Decision(String function, String firstType, int parameters, String toldAt) {
            this.function = function;
            this.firstType = firstType;
            this.parameters = parameters;
            this.toldAt = toldAt;
        }

        Decision(String function, String firstType, int parameters) {
            this(function, firstType, parameters, "");
        }

        /** What it sets, beside {@code local}, for its transaction, so that events are written. */
        private String telling(String local) {
            return toldAt.isEmpty()
                    ? local
                    : local + ", set_config('seckill.told_at', (" + toldAt + "::bigint)::text, true)";
        }

        /** The call, in one statement with what is set for its transaction: the first argument waits for that. */
        private String in(PostgresSettings settings, String local) {
            String others = IntStream.rangeClosed(2, parameters)
                    .mapToObj(n -> ", $" + n)
                    .collect(Collectors.joining());
            return "select told.* from (select array[" + local + "] as local offset 0) as ready,"
                    + " lateral \"" + settings.schema() + "\"." + function
                    + "(case when ready.local is not null then $1::"
                    + firstType + " end" + others + ") as told";
        }
    }

    /** Those that were deleted too, and by that have no title. */
    private static final String ITEMS = """
            select item_id, title, stock, sold, opens_at, closes_at, per_user_limit, hold_millis, version, state
            from %1$s.items
            union all select item_id, null, 0, 0, 0, 0, 0, 0, version, 2 from %1$s.deleted_items""";

    /** Items that {@link #holdsOver} finds at the most. */
    static final int HOLDS_PAGE = 1_000;

    /** Requests that are forgotten at once, at the most. */
    static final int MOST_FORGOTTEN = 5_000;

    /** Bounded, because each item is sent a command; those behind the page's last are found the next time. */
    private static final String HOLDS_OVER = """
            select distinct item_id from %1$s.requests where status = 1 and held_until <= $1 and item_id > $2
            order by item_id limit %2$d""";

    /** Those too of which it is to be told that their sales have opened or closed. */
    private static final String HOLDS_OR_SALES_OVER = """
            select item_id from %1$s.requests where status = 1 and held_until <= $1 and item_id > $2
            union select item_id from %1$s.items
            where item_id > $2 and ((told_at < opens_at and opens_at <= $1) or (told_at < closes_at and closes_at <= $1))
            order by item_id limit %2$d""";

    /**
     * Does what a purchase does to each table, and takes it back: it fails where a purchase would, and has to be committed
     * like one. Rows of its own for each session, so that two probes do not wait for each other.
     */
    private static final String PROBE = """
            do $$
            declare
                mine text := 'probe ' || pg_backend_pid();
            begin
                perform %s;
                insert into items (item_id, title, stock, sold, opens_at, closes_at, per_user_limit, hold_millis,
                    version, defined_by) values (mine, '', 1, 0, 0, 0, 1, 0, 0, 0);
                update items set sold = 1 where item_id = mine;
                insert into holdings (item_id, user_id, units) values (mine, mine, 1);
                insert into keys (item_id, user_id, idempotency_key, request_id, quantity)
                    values (mine, mine, mine, mine, 1);
                insert into rejections (request_id, item_id, user_id, decided_at) values (mine, mine, mine, 0);
                insert into requests (request_id, item_id, user_id, quantity, idempotency_key, outcome, order_id,
                    decided_at, place, status, held_until) values (mine, mine, mine, 1, mine, 1, mine, 0, 0, 0, 0);
                raise exception 'taken back' using errcode = 'SK000';
            exception when sqlstate 'SK000' then
                null;
            end $$""";

    /**
     * Forgets what holds no unit and was decided, or ended, before $1, a few at a time so that no lock is held for long, and
     * says how many.
     */
    private static final String FORGET = """
            with local as (
                select array[%2$s] as set offset 0),
            old as (
                select request_id, item_id, user_id from %1$s.requests
                where (order_id is distinct from request_id or status >= 3)
                    and greatest(decided_at, held_until) < $1
                    and (select set from local) is not null
                limit %3$s),
            gone as (
                delete from %1$s.requests r using old
                where r.request_id = old.request_id and r.item_id = old.item_id and r.user_id = old.user_id
                returning r.request_id, r.item_id, r.user_id, r.idempotency_key),
            rejected as (
                delete from %1$s.rejections where decided_at < $1),
            deleted as (
                delete from %1$s.deleted_items where decided_at < $1 and emptied),
            unkeyed as (
                delete from %1$s.keys k using gone g
                where k.item_id = g.item_id and k.user_id = g.user_id and k.idempotency_key = g.idempotency_key
                    and k.request_id = g.request_id)
            select count(*) from gone""";

    /** Leaves room for 1,000 queues, and more records in each than there will ever be. */
    private static final int OFFSET_BITS = 52;

    private final Map<Decision, String> decisions = new EnumMap<>(Decision.class);
    private final String items;
    private final String holdsOver;
    private final String probe;
    private final String forget;

    /** For the tables where {@code settings} have them. */
    SaleStatements(PostgresSettings settings, StoreRules rules) {
        String schema = '"' + settings.schema() + '"';
        String bound = rules.maxExpired() == 0
                ? ""
                : ", set_config('seckill.max_expired', '" + rules.maxExpired() + "', true)";
        String local = Connecting.local(settings) + bound;
        for (Decision decision : Decision.values()) {
            decisions.put(decision, decision.in(settings, rules.events() ? decision.telling(local) : local));
        }
        this.items = ITEMS.formatted(schema);
        this.holdsOver = (rules.events() ? HOLDS_OR_SALES_OVER : HOLDS_OVER).formatted(schema, HOLDS_PAGE);
        this.probe = PROBE.formatted(Connecting.local(settings));
        this.forget = FORGET.formatted(schema, Connecting.local(settings), MOST_FORGOTTEN);
    }

    String of(Decision decision) {
        return Objects.requireNonNull(decisions.get(decision));
    }

    String items() {
        return items;
    }

    String holdsOver() {
        return holdsOver;
    }

    String probe() {
        return probe;
    }

    String forget() {
        return forget;
    }

    /** Grows with each command of one key, also where the key moves: it only ever moves to a queue with a higher number. */
    private static long place(Attempt attempt) {
        return (long) attempt.recorded().queue() << OFFSET_BITS
                | attempt.recorded().offset();
    }

    static Tuple buy(Attempt attempt, boolean expired) {
        return purchase(attempt)
                .addBoolean(expired)
                .addBoolean(attempt.redriven())
                .addString(attempt.command().getDeviceId());
    }

    /** The arguments of {@link #buy} for each of {@code purchases}, as columns. */
    static Tuple buyAll(List<Purchase> purchases) {
        List<Tuple> rows = purchases.stream()
                .map(purchase -> buy(purchase.attempt(), purchase.expired()))
                .toList();
        Tuple columns = Tuple.tuple();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int of = column;
            Class<?> type = rows.get(0).getValue(of).getClass();
            columns.addValue(rows.stream().map(row -> row.getValue(of)).toArray(length ->
                    (Object[]) Array.newInstance(type, length)));
        }
        return columns;
    }

    static Tuple purchase(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                command.getItemId(),
                command.getUserId(),
                Integer.toUnsignedLong(command.getPurchase().getQuantity()),
                command.getIdempotencyKey(),
                attempt.recorded().appendedAt(),
                place(attempt));
    }

    static Tuple lookUp(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(
                command.getLookup().getRequestId(),
                command.getItemId(),
                command.getUserId(),
                attempt.recorded().appendedAt(),
                place(attempt));
    }

    static Tuple ask(Attempt attempt, Question question, boolean expired) {
        return about(attempt, question)
                .addBoolean(expired)
                .addBoolean(attempt.redriven())
                .addBoolean(attempt.command().getRefund().getRestock())
                .addLong(place(attempt));
    }

    static Tuple about(Attempt attempt, Question question) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                question.orderId(),
                command.getItemId(),
                command.getUserId(),
                question.wanted().getNumber(),
                attempt.recorded().appendedAt());
    }

    /** One order more than a list has: it says that there are older ones. */
    static Tuple listOrders(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(command.getItemId(), command.getUserId(), Limits.LISTED_ORDERS + 1);
    }

    static Tuple endHolds(Attempt attempt) {
        return Tuple.of(attempt.command().getItemId(), attempt.recorded().appendedAt());
    }

    static Tuple define(Attempt attempt) {
        Command command = attempt.command();
        PutItem put = command.getPutItem();
        return Tuple.of(command.getRequestId(), command.getItemId(), command.getUserId())
                .addString(put.getTitle())
                .addLong(Integer.toUnsignedLong(put.getStock()))
                .addLong(put.getOpensAt())
                .addLong(put.getClosesAt())
                .addLong(Integer.toUnsignedLong(put.getPerUserLimit()))
                .addLong(put.getHoldMillis())
                .addLong(attempt.recorded().appendedAt())
                .addLong(place(attempt))
                .addBoolean(attempt.redriven());
    }

    static Tuple changeState(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                command.getItemId(),
                command.getUserId(),
                command.getChangeState().getToValue(),
                attempt.recorded().appendedAt(),
                place(attempt),
                attempt.redriven());
    }

    static Tuple deleteItem(Attempt attempt, boolean expired) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                command.getItemId(),
                command.getUserId(),
                attempt.recorded().appendedAt(),
                expired,
                place(attempt),
                attempt.redriven());
    }

    /** Of a command that defines an item, changes its state or deletes it, and is given up. */
    static Tuple aboutItem(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                command.getItemId(),
                command.getUserId(),
                attempt.recorded().appendedAt(),
                place(attempt));
    }
}
