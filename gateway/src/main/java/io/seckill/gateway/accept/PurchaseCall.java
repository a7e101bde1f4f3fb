package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Subject;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** A purchase that waits for its decision. */
final class PurchaseCall extends HttpCall {
    private final String itemId;

    PurchaseCall(Origin origin, HttpServerResponse response, String itemId, boolean answersWhenQueued) {
        super(origin, response, answersWhenQueued);
        this.itemId = itemId;
    }

    @Override
    protected Answer onDecision(Answers answers, Result result) {
        return answers.decided(subject(), result);
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
        return new Subject(itemId, id().toString(), place());
    }
}
