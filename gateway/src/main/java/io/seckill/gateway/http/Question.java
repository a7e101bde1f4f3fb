package io.seckill.gateway.http;

import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.v1.Command;
import io.seckill.v1.Result;

/** What a caller asks the queue for: the command that says so, and how each end of the wait reads. Immutable. */
public interface Question {
    /** The command, without what the gateway sets. */
    Command.Builder command();

    /** Whether the bound on the backlog holds for it. */
    boolean joinsBacklog();

    /** What the result of {@code sent} is held against before it is answered. */
    ResultCheck check(SentCommand sent);

    /** What to say once {@code result}, which answers this, is there. */
    Answer decided(Answers answers, SentCommand sent, Result result);

    /** What to say where a result came that answers something else. */
    Answer unusable(Answers answers, SentCommand sent);

    /** What to say while the command is queued and undecided. */
    Answer pending(Answers answers, SentCommand sent);

    /** What to say where nobody knows whether the command is queued. */
    Answer queueTimeout(Answers answers, SentCommand sent);
}
