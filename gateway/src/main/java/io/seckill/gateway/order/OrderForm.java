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
import io.seckill.v1.Command;
import io.seckill.v1.Result;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/**
 * Something that a user asks of an order: to confirm it, to cancel it, or how it stands.
 *
 * @param itemId what was bought
 * @param orderId the order
 * @param action puts into the command what is asked of the order
 * @param userId who asks; empty until that is known
 */
record OrderForm(String itemId, String orderId, BiConsumer<Command.Builder, String> action, String userId)
        implements Question {
    /** Reads the path; throws {@link RefusedException} where it is not valid. */
    static OrderForm read(RoutingContext context, BiConsumer<Command.Builder, String> action) {
        String itemId = context.pathParam("itemId");
        RequestId orderId = RequestId.parse(context.pathParam("orderId"));
        if (!Identifiers.isItemId(itemId)) {
            throw new RefusedException(Identifiers.ITEM_ID_REFUSAL);
        }
        if (orderId == null) {
            throw RefusedException.invalid("path: an order id is 32 hex digits, 0-9 and a-f");
        }
        return new OrderForm(itemId, orderId.toString(), action, "");
    }

    /** The same, by {@code user}. */
    OrderForm by(String user) {
        return new OrderForm(itemId, orderId, action, user);
    }

    @Override
    public Command.Builder command() {
        Command.Builder command = Command.newBuilder().setUserId(userId).setItemId(itemId);
        action.accept(command, orderId);
        return command;
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
