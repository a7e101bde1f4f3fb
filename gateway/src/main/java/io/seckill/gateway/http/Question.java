package io.seckill.gateway.http;

import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.Subject;
import io.seckill.v1.Command;
import io.seckill.v1.Result;

/** What a caller asks the queue for: the command that says so, and what its answers are about. Immutable. */
public interface Question {
    /** The command, without what the gateway sets. */
    Command.Builder command();

    /** Whether the bound on the backlog holds for it. */
    boolean joinsBacklog();

    /** What the result of {@code sent} is held against before it is answered. */
    ResultCheck check(SentCommand sent);

    /** What any other answer to {@code sent} is about. */
    Subject subject(SentCommand sent);

    /** What to say once {@code result}, which answers this, is there. */
    Answer decided(Answers answers, SentCommand sent, Result result);
}
