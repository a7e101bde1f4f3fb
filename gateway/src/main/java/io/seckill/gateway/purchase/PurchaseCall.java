package io.seckill.gateway.purchase;

import io.seckill.gateway.http.HttpCall;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** A purchase that waits for its decision. */
final class PurchaseCall extends HttpCall {
    private final String userId;
    private final String itemId;
    private final int quantity;
    private final boolean repeatable;

    PurchaseCall(Origin origin, HttpServerResponse response, PurchaseForm form, String userId, int quantity) {
        super(origin, response, form.preference().waitMillis() == 0);
        this.userId = userId;
        this.itemId = form.itemId();
        this.quantity = quantity;
        this.repeatable = !form.idempotencyKey().isEmpty();
    }

    /** Made when it is needed: it would be a quarter of what a purchase that waits costs. */
    @Override
    protected ResultCheck asked() {
        // A repeated key is answered with the first purchase's order.
        String orderId = repeatable ? "" : id().toString();
        return new ResultCheck(Kind.PURCHASE, userId, itemId, quantity, orderId);
    }

    @Override
    protected Answer onDecision(Answers answers, Result result) {
        return answers.decided(subject(), result);
    }

    @Override
    protected Answer onMisfit(Answers answers) {
        return answers.unusable(subject());
    }

    @Override
    protected Answer onPending(Answers answers) {
        return answers.pending(subject());
    }

    @Override
    protected Answer onQueueTimeout(Answers answers) {
        return answers.queueTimeout(subject());
    }

    private PurchaseRef subject() {
        return new PurchaseRef(itemId, id().toString(), logPosition());
    }
}
