package io.seckill.gateway.lookup;

import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.v1.Command;
import io.seckill.v1.Lookup;
import io.seckill.v1.Result;

/**
 * A question about an earlier purchase, which waits in the same queue behind it.
 *
 * @param purchase what is asked about
 * @param userId who asks
 */
record LookupQuestion(PurchaseRef purchase, String userId) implements Question {
    @Override
    public Command.Builder command() {
        return Command.newBuilder()
                .setUserId(userId)
                .setItemId(purchase.itemId())
                .setLookup(Lookup.newBuilder().setRequestId(purchase.requestId()));
    }

    @Override
    public boolean joinsBacklog() {
        return true;
    }

    @Override
    public ResultCheck check(SentCommand sent) {
        return new ResultCheck(Kind.LOOKUP, userId, purchase.itemId(), 0, "");
    }

    @Override
    public Answer decided(Answers answers, SentCommand sent, Result result) {
        return answers.lookedUp(subject(sent), result);
    }

    /** The purchase, at its own place where the caller knew it, else at the question's, which is behind it. */
    @Override
    public PurchaseRef subject(SentCommand sent) {
        LogPosition own = sent.logPosition();
        return purchase.logPosition() != null || own == null
                ? purchase
                : new PurchaseRef(purchase.itemId(), purchase.requestId(), own);
    }
}
