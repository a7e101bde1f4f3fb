package io.seckill.gateway.lookup;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.DeviceId;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves questions about a purchase on one event loop: a lookup goes through the purchase's own queue. */
public final class LookupHandler {
    private final GatewaySettings settings;
    private final UserResolver users;
    private final CommandSender sender;
    private final Admission admission;
    private final Replies replies;
    private final EventSubscribers subscribers;

    /** Serves questions about purchases with what the loops share. */
    public LookupHandler(
            GatewayContext shared, UserResolver users, CommandSender sender, EventSubscribers subscribers) {
        this.settings = shared.settings();
        this.replies = shared.replies();
        this.users = users;
        this.sender = sender;
        this.admission = sender.admission();
        this.subscribers = subscribers;
    }

    /** Answers with the outcome, or 202 after {@code ?wait=} seconds. */
    public void lookUp(RoutingContext context) {
        HttpServerResponse response = context.response();
        Future.succeededFuture(context)
                .map(this::waitMillis)
                .compose(wait -> question(context).map(question -> send(question, wait, context.request())))
                .onSuccess(
                        sent -> sent.result().onComplete((result, none) -> sent.reply(response, result, none, replies)))
                .onFailure(failure -> replies.refuse(response, failure));
    }

    /** Answers with events, up to the outcome or the longest time that a stream may live. */
    public void events(RoutingContext context) {
        question(context)
                .onSuccess(question -> watch(question, context.request()))
                .onFailure(failure -> replies.refuse(context.response(), failure));
    }

    private void watch(LookupQuestion question, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (question.purchase().requestId().equals(request.getHeader("Last-Event-ID"))) {
            // A browser connects again after the outcome too, until it is told that there is no more.
            replies.nothingMore(response);
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // The end of the connection is all by which the end of the stream can be known. It comes with the stream's.
            var unused = request.connection()
                    .shutdown(2 * settings.events().maxDuration().toMillis(), TimeUnit.MILLISECONDS);
        }
        Future.succeededFuture(settings.events().maxDuration().toMillis())
                .map(longest -> send(question, longest, request))
                .onSuccess(sent -> new EventSubscription(question, sent, response, subscribers, replies).start())
                .onFailure(failure -> replies.refuse(response, failure));
    }

    private SentCommand send(LookupQuestion question, long waitMillis, HttpServerRequest request) {
        RefusedException.on(admission.refusalOfItem(question.purchase().itemId()));
        RefusedException.on(admission.refusalOfUser(question.userId()));
        RefusedException.on(admission.refusalByRate(question.userId(), DeviceId.of(request), request.response()));
        return sender.send(question, waitMillis, request);
    }

    private Future<LookupQuestion> question(RoutingContext context) {
        return Future.succeededFuture(context)
                .map(LookupHandler::purchase)
                .compose(purchase -> users.of(context.request()).map(user -> new LookupQuestion(purchase, user)));
    }

    private static PurchaseRef purchase(RoutingContext context) {
        String itemId = context.pathParam("itemId");
        RequestId requestId = RequestId.parse(context.pathParam("requestId"));
        if (!Identifiers.isItemId(itemId)) {
            throw new RefusedException(Identifiers.ITEM_ID_REFUSAL);
        }
        if (requestId == null) {
            throw RefusedException.invalid("path: a request id is 32 hex digits, 0-9 and a-f");
        }
        return new PurchaseRef(itemId, requestId.toString(), logPosition(context));
    }

    /** {@code ?place=} of a Location; null where the caller did not keep it. */
    private static @Nullable LogPosition logPosition(RoutingContext context) {
        String text = context.queryParams().get("place");
        LogPosition position = text == null ? null : LogPosition.parse(text);
        if (text != null && position == null) {
            throw RefusedException.invalid("query: place is written queue-offset, such as 3-1200");
        }
        return position;
    }

    private long waitMillis(RoutingContext context) {
        String text = context.queryParams().get("wait");
        if (text == null) {
            return settings.purchase().defaultWait().toMillis();
        }
        if (!text.matches("\\d{1,9}")) {
            throw RefusedException.invalid("query: wait takes whole seconds, such as wait=2");
        }
        Duration longest = settings.purchase().maxWait();
        return Math.min(Duration.ofSeconds(Long.parseLong(text)).toMillis(), longest.toMillis());
    }
}
