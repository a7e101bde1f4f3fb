package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.OrderSubject;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** Something that a user asks of an order: to confirm it, to cancel it, or how it stands. */
final class OrderCall extends HttpCall {
    private final String itemId;
    private final String orderId;

    OrderCall(Origin origin, HttpServerResponse response, OrderForm form) {
        super(origin, response, form.preference().waitMillis() == 0);
        this.itemId = form.itemId();
        this.orderId = form.orderId();
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

    private OrderSubject subject() {
        return new OrderSubject(itemId, orderId, id().toString(), place());
    }
}
