package io.seckill.gateway.accept;

import io.seckill.gateway.line.Place;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Asked;
import io.seckill.gateway.respond.Asked.Kind;
import io.seckill.gateway.respond.Subject;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** A question about an earlier purchase, which waits in the same queue behind it. */
class LookupCall extends HttpCall {
    private final Subject purchase;
    private final Asked asked;

    /** A question of {@code userId} about {@code purchase}. */
    LookupCall(Origin origin, HttpServerResponse response, Subject purchase, String userId, boolean answersWhenQueued) {
        super(origin, response, answersWhenQueued);
        this.purchase = purchase;
        this.asked = new Asked(Kind.LOOKUP, userId, purchase.itemId(), 0, "");
    }

    @Override
    protected final Asked asked() {
        return asked;
    }

    @Override
    protected Answer onMisfit(Answers answers) {
        return answers.unusable(subject());
    }

    @Override
    protected Answer onDecision(Answers answers, Result result) {
        return answers.lookedUp(subject(), result);
    }

    @Override
    protected Answer onPending(Answers answers) {
        return answers.pending(subject());
    }

    @Override
    protected Answer onQueueTimeout(Answers answers) {
        return answers.queueTimeout(subject());
    }

    /** The purchase, at its own place where the caller knew it, else at the question's, which is behind it. */
    protected final Subject subject() {
        Place own = place();
        return purchase.place() != null || own == null
                ? purchase
                : new Subject(purchase.itemId(), purchase.requestId(), own);
    }
}
