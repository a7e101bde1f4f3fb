package io.seckill.gateway.http;

import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.Mailbox;
import io.seckill.gateway.pending.PendingRequests;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.pending.WaitEnded;
import io.seckill.gateway.publish.AppendCallback;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.respond.Subject;
import io.seckill.gateway.trace.CommandSpan;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One command that is sent and waits for its result, with what the broker has said of it. Owned by one event loop, but for its
 * place, which the producer's thread tells.
 */
public final class SentCommand implements AppendCallback, PendingRequests.Waiter {
    private static final Answer NOT_QUEUED = new PreparedRefusal(Code.QUEUE_UNAVAILABLE, "nothing was queued").answer();

    private final PendingRequests pending;
    private final Mailbox mailbox;
    private final RequestId id;
    private final Question question;
    private final Future<Result> result;

    /** Null where it is not traced. */
    private final @Nullable CommandSpan span;

    private final long acceptedNanos = System.nanoTime();

    /** The id's text, from when it is first asked for: a request that waits need not keep it. */
    private @Nullable String requestId;

    // Of the action and the place one is there first; whoever adds the other one has the action run.
    private volatile @Nullable Runnable whenQueued; // written by the loop
    private volatile @Nullable LogPosition logPosition; // written by the producer's thread, once

    /** Nothing is appended while this is true, nor will be once the wait is over. */
    private boolean notQueued;

    SentCommand(
            PendingRequests pending,
            Mailbox mailbox,
            RequestId id,
            Question question,
            long waitMillis,
            @Nullable CommandSpan span) {
        this.pending = pending;
        this.mailbox = mailbox;
        this.id = id;
        this.question = question;
        this.span = span;
        this.result = pending.register(id, waitMillis, this);
    }

    /** The request's id, as callers and backends read it. */
    public String requestId() {
        String text = requestId == null ? id.toString() : requestId;
        requestId = text;
        return text;
    }

    /** The result; fails with {@link io.seckill.gateway.pending.WaitEnded} where there is none in time. */
    public Future<Result> result() {
        return result;
    }

    /** Where the command stands, or null while the broker has not said so. */
    public @Nullable LogPosition logPosition() {
        return logPosition;
    }

    /** Has {@code action} run once the command is queued, also where nobody waits for it any more. */
    public void whenQueued(Runnable action) {
        whenQueued = action;
        if (logPosition != null) {
            mailbox.post(this::tellQueued);
        }
    }

    private void tellQueued() {
        Runnable action = whenQueued;
        whenQueued = null;
        if (action != null) {
            action.run();
        }
    }

    /** Ends the wait by {@code ending}, unless it has ended. The command, if queued, is decided all the same. */
    public void end(Ending ending) {
        pending.end(id, ending);
    }

    /**
     * Answers on {@code response}, unless the caller has gone, what {@link #result} ended in: {@code decision}, or else
     * {@code failure}.
     */
    public void reply(
            HttpServerResponse response, @Nullable Result decision, @Nullable Throwable failure, Replies replies) {
        if (failure != WaitEnded.by(Ending.DISCONNECTED)) {
            Answer answer = answer(decision, replies);
            if (span == null) {
                replies.answer(response, answer, requestId(), acceptedNanos);
            } else {
                span.run(() -> replies.answer(response, answer, requestId(), acceptedNanos));
            }
        }
    }

    /** What to say to {@code decision}, the {@link #result}, or where it is null, to there being none. */
    public Answer answer(@Nullable Result decision, Replies replies) {
        Answers answers = replies.answers();
        if (decision != null) {
            String misfit = question.check(this).misfit(decision);
            if (misfit == null) {
                return question.decided(answers, this, decision);
            }
            replies.misfit(requestId(), misfit);
            return answers.unusable(question.subject(this));
        }
        if (notQueued) {
            return NOT_QUEUED;
        }
        LogPosition position = logPosition; // once, and first: what is pending has a place
        Subject subject = question.subject(this);
        return position == null ? answers.queueTimeout(subject) : answers.pending(subject);
    }

    @Override
    public Ending ifTimedOut() {
        return logPosition == null ? Ending.SEND_FAILED : Ending.PENDING_ANSWERED;
    }

    @Override
    public void parked() {
        notQueued = true;
    }

    @Override
    public void released() {
        notQueued = false;
    }

    @Override
    public boolean waits() {
        return pending.waits(id);
    }

    @Override
    public void sending(ProducerRecord<byte[], byte[]> row) {
        if (span != null) {
            span.sending(row);
        }
    }

    @Override
    public void appended(int queue, long offset) {
        if (span != null) {
            span.appended(offset);
        }
        logPosition = new LogPosition(queue, offset);
        if (whenQueued != null) {
            mailbox.post(this::tellQueued);
        }
    }

    @Override
    public void refused() {
        notQueued = true;
        fail("refused");
    }

    @Override
    public void unanswered() {
        fail("not acknowledged in time");
    }

    private void fail(String how) {
        if (span != null) {
            span.failed(how);
        }
        end(Ending.SEND_FAILED);
    }
}
