package io.seckill.gateway.lookup;

import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.http.HttpCall;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** A question about an earlier purchase, which waits in the same queue behind it. */
class LookupCall extends HttpCall {
    private final PurchaseRef purchase;
    private final ResultCheck asked;

    /** A question of {@code userId} about {@code purchase}. */
    LookupCall(
            Origin origin,
            HttpServerResponse response,
            PurchaseRef purchase,
            String userId,
            boolean answersWhenQueued) {
        super(origin, response, answersWhenQueued);
        this.purchase = purchase;
        this.asked = new ResultCheck(Kind.LOOKUP, userId, purchase.itemId(), 0, "");
    }

    @Override
    protected final ResultCheck asked() {
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
    protected final PurchaseRef subject() {
        LogPosition own = logPosition();
        return purchase.logPosition() != null || own == null
                ? purchase
                : new PurchaseRef(purchase.itemId(), purchase.requestId(), own);
    }
}
