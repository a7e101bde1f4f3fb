package io.seckill.gateway.lookup;

import io.seckill.gateway.backlog.BacklogEstimate;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.respond.EventStream;
import io.seckill.gateway.respond.Replies;
import io.seckill.v1.Result;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A question about an earlier purchase whose caller watches the answer coming: its place in line, then the outcome.
 *
 * <p>Until the question is queued it may still be refused like any other; from then on the answer is a stream.
 */
final class EventSubscription {
    private final LookupQuestion question;
    private final SentCommand sent;
    private final HttpServerResponse response;
    private final EventSubscribers subscribers;
    private final Replies replies;
    private @Nullable EventStream stream;
    private @Nullable BacklogEstimate shown;

    EventSubscription(
            LookupQuestion question,
            SentCommand sent,
            HttpServerResponse response,
            EventSubscribers subscribers,
            Replies replies) {
        this.question = question;
        this.sent = sent;
        this.response = response;
        this.subscribers = subscribers;
        this.replies = replies;
    }

    void start() {
        sent.whenQueued(this::queued);
        sent.result().onComplete(this::ended);
    }

    private void queued() {
        // The caller may have gone before, or the result come: one that has ended would keep its place for ever.
        if (!sent.waits()) {
            return;
        }
        if (subscribers.add(this)) {
            open();
            showEstimate();
        } else {
            sent.end(Ending.PENDING_ANSWERED);
        }
    }

    private void ended(@Nullable Result decision, @Nullable Throwable failure) {
        subscribers.remove(this);
        if (decision != null) {
            // The result may overtake the acknowledgement.
            open().outcome(sent.answer(decision, replies), question.purchase().requestId());
        } else if (stream == null) {
            sent.reply(response, null, failure, replies);
        } else {
            stream.end();
        }
    }

    /** Shows the place in line where it or the wait has changed; one that would move back is not shown. */
    void showEstimate() {
        BacklogEstimate now = subscribers.estimate(question.subject(sent).logPosition(), sent.logPosition());
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
        EventStream opened = stream == null ? new EventStream(response, sent.requestId()) : stream;
        stream = opened;
        return opened;
    }
}
