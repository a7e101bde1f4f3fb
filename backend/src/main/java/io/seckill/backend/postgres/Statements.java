package io.seckill.backend.postgres;

import io.seckill.backend.engine.Attempt;
import io.seckill.v1.Command;
import io.seckill.v1.PutItem;
import io.vertx.sqlclient.Tuple;

/** The statements, and their arguments in order. */
final class Statements {
    static final String BUY = "select * from buy($1, $2, $3, $4, $5, $6, $7, $8)";
    static final String REJECT = "select * from reject($1, $2, $3, $4, $5, $6)";
    static final String LOOK_UP = "select * from look_up($1, $2, $3)";
    static final String DEFINE = "select * from define($1, $2, $3, $4, $5, $6, $7)";
    static final String ITEMS = "select * from items";
    static final String SIGN_OF_LIFE = "select 1";

    /** Forgets refusals decided before $1, a few at a time so that no lock is held for long. */
    static final String FORGET = """
            with gone as (
                delete from requests where request_id in (
                    select request_id from requests where order_id is null and decided_at < $1 limit 5000)
                returning request_id, item_id, user_id, idempotency_key)
            delete from keys k using gone g
            where k.item_id = g.item_id and k.user_id = g.user_id and k.idempotency_key = g.idempotency_key
                and k.request_id = g.request_id""";

    private Statements() {}

    static Tuple buy(Attempt attempt, boolean expired) {
        return purchase(attempt).addBoolean(expired).addBoolean(attempt.redriven());
    }

    static Tuple purchase(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(
                command.getRequestId(),
                command.getItemId(),
                command.getUserId(),
                Integer.toUnsignedLong(command.getPurchase().getQuantity()),
                command.getIdempotencyKey(),
                attempt.recorded().appendedAt());
    }

    static Tuple lookUp(Attempt attempt) {
        Command command = attempt.command();
        return Tuple.of(command.getLookup().getRequestId(), command.getItemId(), command.getUserId());
    }

    static Tuple define(Attempt attempt) {
        PutItem put = attempt.command().getPutItem();
        return Tuple.tuple()
                .addString(attempt.command().getItemId())
                .addString(put.getTitle())
                .addLong(Integer.toUnsignedLong(put.getStock()))
                .addLong(put.getOpensAt())
                .addLong(put.getClosesAt())
                .addLong(Integer.toUnsignedLong(put.getPerUserLimit()))
                .addLong(attempt.recorded().offset());
    }
}
