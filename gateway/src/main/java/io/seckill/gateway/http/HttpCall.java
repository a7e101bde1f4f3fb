package io.seckill.gateway.http;

import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.pending.PendingRequest;
import io.seckill.gateway.pending.RequestDesk;
import io.seckill.gateway.publish.AppendCallback;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request whose command is on its way; owned by the event loop of its connection.
 *
 * <p>What happens to it is the same for all kinds; what is answered is up to each.
 */
public abstract class HttpCall extends PendingRequest implements AppendCallback {
    private final Origin origin;
    private final HttpServerResponse response;
    private final boolean answersWhenQueued;
    private final long acceptedNanos = System.nanoTime();

    /** Where the command stands; null until the broker has said so. */
    private @Nullable LogPosition logPosition;

    /** Nothing is appended while this is true, nor will be once the wait is over. */
    private boolean parked;

    /**
     * What all calls of one event loop share.
     *
     * @param desk the loop's requests
     * @param replies the way out
     */
    public record Origin(RequestDesk desk, Replies replies) {}

    /** A call that will answer {@code response}, once it is decided. */
    protected HttpCall(Origin origin, HttpServerResponse response) {
        this(origin, response, false);
    }

    /** The same, or, where {@code answersWhenQueued}, for a caller who wants to hear no more than that it is queued. */
    protected HttpCall(Origin origin, HttpServerResponse response, boolean answersWhenQueued) {
        super(origin.desk().nextId());
        this.origin = origin;
        this.response = response;
        this.answersWhenQueued = answersWhenQueued;
    }

    /** What a result is held against before anybody is told. */
    protected abstract ResultCheck asked();

    /** What to say once {@code result}, which answers what was asked, is there. */
    protected abstract Answer onDecision(Answers answers, Result result);

    /** What to say where a result came that answers something else. */
    protected abstract Answer onMisfit(Answers answers);

    /** What to say while the command is queued and undecided. */
    protected abstract Answer onPending(Answers answers);

    /** What to say where nobody knows whether the command is queued. */
    protected abstract Answer onQueueTimeout(Answers answers);

    @Override
    protected void decided(Result result) {
        answer(decision(result));
    }

    /** What {@code result} amounts to. */
    protected final Answer decision(Result result) {
        String misfit = asked().misfit(result);
        if (misfit == null) {
            return onDecision(answers(), result);
        }
        origin.replies().misfit(id().toString(), misfit);
        return onMisfit(answers());
    }

    @Override
    protected Ending waitOver() {
        boolean queued = logPosition != null;
        if (parked) {
            answer(notQueued());
        } else {
            answer(queued ? onPending(answers()) : onQueueTimeout(answers()));
        }
        return queued ? Ending.PENDING_ANSWERED : Ending.SEND_FAILED;
    }

    @Override
    public void parked() {
        parked = true;
    }

    @Override
    public void released() {
        parked = false;
    }

    @Override
    public boolean waits() {
        return origin.desk().waits(this);
    }

    @Override
    public void appended(int queue, long offset) {
        logPosition = new LogPosition(queue, offset);
        if (answersWhenQueued && close(Ending.PENDING_ANSWERED)) {
            answer(onPending(answers()));
        }
    }

    @Override
    public void refused() {
        if (close(Ending.SEND_FAILED)) {
            answer(notQueued());
        }
    }

    private static Answer notQueued() {
        return Answers.refused(new Refusal(Code.QUEUE_UNAVAILABLE, "nothing was queued"));
    }

    @Override
    public void unanswered() {
        if (close(Ending.SEND_FAILED)) {
            answer(onQueueTimeout(answers()));
        }
    }

    /** The request is not taken; it was not registered, and ends with this. */
    protected void turnAway(PreparedRefusal refusal) {
        origin.replies().refuse(response, refusal);
    }

    /** Whether nobody is there to be answered. */
    final boolean callerIsGone() {
        return response.closed();
    }

    /** Sees to it that {@link #hungUp} is called where the caller goes. */
    protected void watchHangUp() {
        response.closeHandler(closed -> hungUp());
    }

    /** The caller is gone; the command, if queued, is decided all the same. */
    public void hungUp() {
        close(Ending.DISCONNECTED);
    }

    /** Ends the wait; true for the one caller who thereby must answer. */
    protected final boolean close(Ending ending) {
        return origin.desk().close(this, ending);
    }

    /** Where the command stands, or null while the broker has not said so. */
    protected final @Nullable LogPosition logPosition() {
        return logPosition;
    }

    /** Where the answer goes. */
    public final HttpServerResponse response() {
        return response;
    }

    /** The outcome table. */
    protected final Answers answers() {
        return origin.replies().answers();
    }

    /** Sends {@code answer}, which ends the call. */
    protected void answer(Answer answer) {
        origin.replies().answer(response, answer, id().toString(), acceptedNanos);
    }
}
