package io.seckill.gateway.lookup;

import io.seckill.gateway.backlog.BacklogEstimate;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.EventStream;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A question about an earlier purchase whose caller watches the answer coming: its place in line, then the outcome.
 *
 * <p>Until the question is queued it may still be refused like any other; from then on the answer is a stream.
 */
final class EventsCall extends LookupCall {
    private final EventSubscribers subscribers;
    private @Nullable EventStream stream;
    private @Nullable BacklogEstimate shown;

    EventsCall(
            Origin origin,
            HttpServerResponse response,
            PurchaseRef purchase,
            String userId,
            EventSubscribers subscribers) {
        super(origin, response, purchase, userId, false);
        this.subscribers = subscribers;
    }

    @Override
    public void appended(int queue, long offset) {
        super.appended(queue, offset);
        // The caller may have gone before, or the result come: a call that has ended would keep its place for ever.
        if (!waits()) {
            return;
        }
        if (subscribers.add(this)) {
            open();
            tellEstimate();
        } else if (close(Ending.PENDING_ANSWERED)) {
            answer(onPending(answers()));
        }
    }

    @Override
    protected void decided(Result result) {
        // The result may overtake the acknowledgement.
        open().outcome(decision(result), subject().requestId());
        subscribers.remove(this);
    }

    @Override
    protected Ending waitOver() {
        subscribers.remove(this);
        if (stream == null) {
            return super.waitOver();
        }
        stream.end();
        return Ending.PENDING_ANSWERED;
    }

    @Override
    public void hungUp() {
        subscribers.remove(this);
        super.hungUp();
    }

    /** Tells the place in line where it or the wait has changed; one that would move back is not told. */
    void tellEstimate() {
        BacklogEstimate now = answers().estimate(subject(), logPosition());
        if (now == null || stream == null || (shown != null && !followsOn(shown, now))) {
            return;
        }
        if (stream.position(now)) {
            shown = now;
        }
    }

    /** Keeps the connection from being taken for a dead one while there is nothing to tell. */
    void keepAlive() {
        if (stream != null) {
            stream.comment();
        }
    }

    /** Whoever is decided still waits for the outcome, and hears how long, as long as that becomes less. */
    private static boolean followsOn(BacklogEstimate shown, BacklogEstimate now) {
        return now.position() < shown.position()
                || (now.position() == 0
                        && shown.position() == 0
                        && now.estimatedWaitMillis() < shown.estimatedWaitMillis());
    }

    private EventStream open() {
        EventStream opened = stream == null ? new EventStream(response(), id().toString()) : stream;
        stream = opened;
        return opened;
    }

    @Override
    protected void answer(Answer answer) {
        subscribers.remove(this);
        super.answer(answer);
    }
}
