package io.seckill.gateway.order;

import io.seckill.gateway.http.HttpCall;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.OrderRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** Something that a user asks of an order: to confirm it, to cancel it, or how it stands. */
final class OrderCall extends HttpCall {
    private final ResultCheck asked;

    OrderCall(Origin origin, HttpServerResponse response, OrderForm form, String userId) {
        super(origin, response, form.preference().waitMillis() == 0);
        this.asked = new ResultCheck(Kind.ORDER, userId, form.itemId(), 0, form.orderId());
    }

    @Override
    protected ResultCheck asked() {
        return asked;
    }

    @Override
    protected Answer onMisfit(Answers answers) {
        return answers.unusable(subject());
    }

    @Override
    protected Answer onDecision(Answers answers, Result result) {
        return answers.order(subject(), result);
    }

    @Override
    protected Answer onPending(Answers answers) {
        return answers.orderPending(subject());
    }

    @Override
    protected Answer onQueueTimeout(Answers answers) {
        return answers.orderTimeout(subject());
    }

    private OrderRef subject() {
        return new OrderRef(asked.itemId(), asked.orderId(), id().toString(), logPosition());
    }
}
