package io.seckill.gateway.operate;

import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.BulkFailure;
import io.seckill.gateway.respond.PreparedRefusal;
import io.vertx.core.http.HttpServerResponse;

/** One definition of many: what it would have been answered goes to the others' common answer. */
final class BulkItemCall extends ItemCall {
    private final int number;
    private final String itemId;
    private final BulkPut bulk;

    BulkItemCall(Origin origin, HttpServerResponse response, int number, String itemId, BulkPut bulk) {
        super(origin, response, itemId, false);
        this.number = number;
        this.itemId = itemId;
        this.bulk = bulk;
    }

    @Override
    protected void turnAway(PreparedRefusal refusal) {
        bulk.failed(BulkFailure.of(number, itemId, refusal.answer()));
        bulk.ended();
    }

    @Override
    protected void watchHangUp() {
        // The response is not this one's alone; the whole watches it.
    }

    @Override
    protected void answer(Answer answer) {
        if (answer.isDone()) {
            bulk.stored();
        } else {
            bulk.failed(BulkFailure.of(number, itemId, answer));
        }
        bulk.ended();
    }
}
