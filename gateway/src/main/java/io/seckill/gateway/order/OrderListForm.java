package io.seckill.gateway.order;

import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.OrderRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Command;
import io.seckill.v1.ListOrders;
import io.seckill.v1.Result;

/**
 * A user's question which orders of an item are his own.
 *
 * @param itemId the item
 * @param userId who asks
 */
record OrderListForm(String itemId, String userId) implements Question {
    @Override
    public Command.Builder command() {
        return Command.newBuilder().setUserId(userId).setItemId(itemId).setListOrders(ListOrders.getDefaultInstance());
    }

    @Override
    public boolean joinsBacklog() {
        return false;
    }

    @Override
    public ResultCheck check(SentCommand sent) {
        return new ResultCheck(Kind.ORDER_LIST, userId, itemId, 0, "");
    }

    @Override
    public Answer decided(Answers answers, SentCommand sent, Result result) {
        return answers.orders(subject(sent), result);
    }

    @Override
    public OrderRef subject(SentCommand sent) {
        return new OrderRef(itemId, "", sent.requestId(), sent.logPosition());
    }
}
