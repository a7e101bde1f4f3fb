package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Asked;
import io.seckill.gateway.respond.Asked.Kind;
import io.seckill.gateway.respond.Subject;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** A purchase that waits for its decision. */
final class PurchaseCall extends HttpCall {
    private final Asked asked;

    PurchaseCall(Origin origin, HttpServerResponse response, PurchaseForm form, String userId, int quantity) {
        super(origin, response, form.preference().waitMillis() == 0);
        // A repeated key is answered with the first purchase's order.
        String orderId = form.idempotencyKey().isEmpty() ? id().toString() : "";
        this.asked = new Asked(Kind.PURCHASE, userId, form.itemId(), quantity, orderId);
    }

    @Override
    protected Asked asked() {
        return asked;
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

    private Subject subject() {
        return new Subject(asked.itemId(), id().toString(), place());
    }
}
