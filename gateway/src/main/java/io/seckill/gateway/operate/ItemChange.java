package io.seckill.gateway.operate;

import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.DefinitionRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.DeleteItem;
import io.seckill.v1.ItemState;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;
import java.util.function.UnaryOperator;

/**
 * A change of an item, to be applied. It is no user's: the item orders it, also where users order purchases.
 *
 * @param itemId the item
 * @param kind what an answer to it may be
 * @param action says in a command what is to change
 */
record ItemChange(String itemId, Kind kind, UnaryOperator<Command.Builder> action) implements Question {
    /** The item is to be {@code item}. */
    static ItemChange definition(String itemId, PutItem item) {
        return new ItemChange(itemId, Kind.DEFINITION, command -> command.setPutItem(item));
    }

    /** The item's state is to be {@code to}. */
    static ItemChange state(String itemId, ItemState to) {
        return new ItemChange(
                itemId,
                Kind.STATE,
                command -> command.setChangeState(ChangeState.newBuilder().setTo(to)));
    }

    /** The item is to be forgotten. */
    static ItemChange deletion(String itemId) {
        return new ItemChange(itemId, Kind.DELETION, command -> command.setDeleteItem(DeleteItem.getDefaultInstance()));
    }

    @Override
    public Command.Builder command() {
        return action.apply(Command.newBuilder().setItemId(itemId));
    }

    @Override
    public boolean joinsBacklog() {
        return false;
    }

    @Override
    public ResultCheck check(SentCommand sent) {
        return new ResultCheck(kind, "", itemId, 0, "");
    }

    @Override
    public Answer decided(Answers answers, SentCommand sent, Result result) {
        return answers.item(itemId, result);
    }

    @Override
    public DefinitionRef subject(SentCommand sent) {
        return new DefinitionRef(sent.requestId());
    }
}
