package io.seckill.gateway.operate;

import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.DefinitionRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Command;
import io.seckill.v1.PutItem;
import io.seckill.v1.Result;

/**
 * An item's definition, to be applied. It is no user's: the item orders it, also where users order purchases.
 *
 * @param itemId the item
 * @param item what it is to be
 */
record ItemDefinition(String itemId, PutItem item) implements Question {
    @Override
    public Command.Builder command() {
        return Command.newBuilder().setItemId(itemId).setPutItem(item);
    }

    @Override
    public boolean joinsBacklog() {
        return false;
    }

    @Override
    public ResultCheck check(SentCommand sent) {
        return new ResultCheck(Kind.DEFINITION, "", itemId, 0, "");
    }

    @Override
    public Answer decided(Answers answers, SentCommand sent, Result result) {
        return answers.defined(result);
    }

    @Override
    public DefinitionRef subject(SentCommand sent) {
        return new DefinitionRef(sent.requestId());
    }
}
