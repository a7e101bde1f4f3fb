package io.seckill.gateway.operate;

import io.seckill.gateway.http.HttpCall;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** An item's definition that waits to be applied. */
class ItemCall extends HttpCall {
    private final ResultCheck asked;

    ItemCall(Origin origin, HttpServerResponse response, String itemId, boolean answersWhenQueued) {
        super(origin, response, answersWhenQueued);
        this.asked = new ResultCheck(Kind.DEFINITION, "", itemId, 0, "");
    }

    @Override
    protected ResultCheck asked() {
        return asked;
    }

    @Override
    protected Answer onMisfit(Answers answers) {
        return answers.unusable();
    }

    @Override
    protected Answer onDecision(Answers answers, Result result) {
        return answers.defined(result);
    }

    @Override
    protected Answer onPending(Answers answers) {
        return answers.definitionPending(id().toString());
    }

    @Override
    protected Answer onQueueTimeout(Answers answers) {
        return answers.definitionTimeout();
    }
}
