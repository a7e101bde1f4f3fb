package io.seckill.gateway.order;

import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.OrderRef;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.Refund;
import io.seckill.v1.Result;
import io.seckill.v1.ShowOrder;
import io.vertx.ext.web.RoutingContext;

/**
 * Something that is asked of an order.
 *
 * @param itemId what was bought
 * @param orderId the order
 * @param action what is asked of it
 * @param userId whose order it must be; empty for anybody's, and until that is known
 * @param restock whether the units of an order that is refunded shall be sold again
 */
record OrderForm(String itemId, String orderId, OrderAction action, String userId, boolean restock)
        implements Question {
    /** Reads the path; throws {@link RefusedException} where it is not valid. */
    static OrderForm read(RoutingContext context, OrderAction action) {
        String itemId = context.pathParam("itemId");
        RequestId orderId = RequestId.parse(context.pathParam("orderId"));
        if (!Identifiers.isItemId(itemId)) {
            throw new RefusedException(Identifiers.ITEM_ID_REFUSAL);
        }
        if (orderId == null) {
            throw RefusedException.invalid("path: an order id is 32 hex digits, 0-9 and a-f");
        }
        return new OrderForm(itemId, orderId.toString(), action, "", false);
    }

    /** The same, of an order of {@code user}. */
    OrderForm of(String user) {
        return new OrderForm(itemId, orderId, action, user, restock);
    }

    /** The same, with units that are to be sold again or not. */
    OrderForm restocking(boolean whether) {
        return new OrderForm(itemId, orderId, action, userId, whether);
    }

    @Override
    public Command.Builder command() {
        Command.Builder command = Command.newBuilder().setUserId(userId).setItemId(itemId);
        return switch (action) {
            case SHOW -> command.setShowOrder(ShowOrder.newBuilder().setOrderId(orderId));
            case CONFIRM -> command.setConfirm(Confirm.newBuilder().setOrderId(orderId));
            case CANCEL -> command.setCancel(Cancel.newBuilder().setOrderId(orderId));
            case REFUND ->
                command.setRefund(Refund.newBuilder().setOrderId(orderId).setRestock(restock));
        };
    }

    @Override
    public boolean joinsBacklog() {
        return false;
    }

    @Override
    public ResultCheck check(SentCommand sent) {
        return new ResultCheck(Kind.ORDER, userId, itemId, 0, orderId);
    }

    @Override
    public Answer decided(Answers answers, SentCommand sent, Result result) {
        return answers.order(subject(sent), result);
    }

    @Override
    public OrderRef subject(SentCommand sent) {
        return new OrderRef(itemId, orderId, sent.requestId(), sent.logPosition());
    }
}
