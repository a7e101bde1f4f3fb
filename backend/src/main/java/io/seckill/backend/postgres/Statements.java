package io.seckill.backend.postgres;

import io.seckill.backend.engine.Attempt;
import io.seckill.backend.postgres.PurchaseBatcher.Purchase;
import io.seckill.v1.Command;
import io.seckill.v1.PutItem;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.List;

/** The statements, and their arguments in order. */
final class Statements {
    static final String BUY = "select * from buy($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    static final String BUY_ALL = "select * from buy_all($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    static final String REJECT = "select * from reject($1, $2, $3, $4, $5, $6, $7)";
    static final String LOOK_UP = "select * from look_up($1, $2, $3, $4, $5)";
    static final String ASK = "select * from ask($1, $2, $3, $4, $5, $6, $7, $8)";
    static final String REJECT_ASK = "select * from reject_ask($1, $2, $3, $4, $5, $6)";
    static final String END_HOLDS = "select * from end_holds($1, $2)";
    static final String DEFINE = "select * from define($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    static final String REJECT_DEFINE = "select * from reject_define($1, $2, $3, $4, $5)";
    static final String ITEMS = "select * from items";

    /** Items that {@link #HOLDS_OVER} finds at the most. */
    static final int HOLDS_PAGE = 1_000;

    /** Bounded, because each item is sent a command; those behind the page's last are found the next time. */
    static final String HOLDS_OVER =
            "select distinct item_id from requests where status = 1 and held_until <= $1 and item_id > $2"
                    + " order by item_id limit " + HOLDS_PAGE;

    static final String SIGN_OF_LIFE = "select 1";

    /** Forgets what holds no unit and was decided, or ended, before $1, a few at a time so that no lock is held for long. */
    static final String FORGET = """
            with old as (
                select request_id, item_id, user_id from requests
                where (order_id is distinct from request_id or status >= 3)
                    and greatest(decided_at, held_until) < $1
                limit 5000),
            gone as (
                delete from requests r using old
                where r.request_id = old.request_id and r.item_id = old.item_id and r.user_id = old.user_id
                returning r.request_id, r.item_id, r.user_id, r.idempotency_key),
            rejected as (
                delete from rejections where decided_at < $1)
            delete from keys k using gone g
            where k.item_id = g.item_id and k.user_id = g.user_id and k.idempotency_key = g.idempotency_key
                and k.request_id = g.request_id""";

    /** Leaves room for 1,000 queues, and more records in each than there will ever be. */
    private static final int OFFSET_BITS = 52;

    private Statements() {}

    /** Grows with each command of one key, also where the key moves: it only ever moves to a queue with a higher number. */
    private static long place(Attempt attempt) {
        return (long) attempt.recorded().queue() << OFFSET_BITS
                | attempt.recorded().offset();
    }

    static Tuple buy(Attempt attempt, boolean expired) {
        return purchase(attempt).addBoolean(expired).addBoolean(attempt.redriven());
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
        return about(attempt, question).addBoolean(expired).addBoolean(attempt.redriven());
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

    static Tuple definition(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                command.getItemId(),
                command.getUserId(),
                attempt.recorded().appendedAt(),
                place(attempt));
    }
}
