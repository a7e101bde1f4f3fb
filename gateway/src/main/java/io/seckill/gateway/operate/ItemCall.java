package io.seckill.gateway.operate;

import io.seckill.gateway.accept.HttpCall;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** An item's definition that waits to be applied. */
class ItemCall extends HttpCall {
    ItemCall(Origin origin, HttpServerResponse response, boolean answersWhenQueued) {
        super(origin, response, answersWhenQueued);
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
