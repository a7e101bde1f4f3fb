package io.seckill.gateway.accept;

import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.PendingRequest;
import io.seckill.gateway.pending.RequestDesk;
import io.seckill.gateway.publish.Appending;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;

/** One HTTP request whose command is on its way; owned by the event loop of its connection. */
public final class HttpCall extends PendingRequest implements Appending {
    private final RequestDesk desk;
    private final Replies replies;
    private final HttpServerResponse response;
    private final String itemId;
    private final boolean answerWhenQueued;
    private final long acceptedNanos = System.nanoTime();
    private boolean appended;

    /** A call about {@code itemId}; {@code answerWhenQueued} makes it 202 as soon as the command is in the queue. */
    public HttpCall(
            RequestDesk desk, Replies replies, HttpServerResponse response, String itemId, boolean answerWhenQueued) {
        super(desk.nextId());
        this.desk = desk;
        this.replies = replies;
        this.response = response;
        this.itemId = itemId;
        this.answerWhenQueued = answerWhenQueued;
    }

    @Override
    protected void decided(Result result) {
        answer(replies.answers().decided(itemId, result));
    }

    @Override
    protected Ending waitOver() {
        answer(appended ? pending() : queueTimeout());
        return appended ? Ending.PENDING_ANSWERED : Ending.SEND_FAILED;
    }

    @Override
    public void appended(int queue, long offset) {
        appended = true;
        if (answerWhenQueued && desk.close(this, Ending.PENDING_ANSWERED)) {
            answer(pending());
        }
    }

    @Override
    public void refused() {
        if (desk.close(this, Ending.SEND_FAILED)) {
            answer(replies.answers().refused(new Refusal(Code.QUEUE_UNAVAILABLE, "nothing was queued")));
        }
    }

    @Override
    public void unanswered() {
        if (desk.close(this, Ending.SEND_FAILED)) {
            answer(queueTimeout());
        }
    }

    /** The caller is gone; the command, if queued, is decided all the same. */
    public void hungUp() {
        desk.close(this, Ending.DISCONNECTED);
    }

    private Answer pending() {
        return replies.answers().pending(itemId, id().toString());
    }

    private Answer queueTimeout() {
        return replies.answers().queueTimeout(itemId, id().toString());
    }

    private void answer(Answer answer) {
        replies.answer(response, answer, id().toString(), acceptedNanos);
    }
}
