package io.seckill.gateway.lookup;

import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.backlog.LogPosition;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.HttpCall;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.http.Validated;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Command;
import io.seckill.v1.Lookup;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** Step 1 for questions about a purchase: a lookup goes through the purchase's own queue. Serves one event loop. */
public final class LookupHandler {
    private final GatewaySettings settings;
    private final RateGuard rates;
    private final UserResolver users;
    private final CommandSender sender;
    private final Replies replies;
    private final EventSubscribers subscribers;

    /** Serves questions about purchases with what the loops share. */
    public LookupHandler(
            GatewayContext shared, UserResolver users, CommandSender sender, EventSubscribers subscribers) {
        this.settings = shared.settings();
        this.rates = shared.rates();
        this.replies = shared.replies();
        this.users = users;
        this.sender = sender;
        this.subscribers = subscribers;
    }

    /** Answers with the outcome, or 202 after {@code ?wait=} seconds. */
    public void lookUp(RoutingContext context) {
        wanted(context)
                .then(wanted -> subject(context).then(subject -> Validated.valid(new Question(subject, wanted))))
                .handle(
                        asked -> users.resolve(
                                context.request(),
                                user -> ask(asked, user, context.response()),
                                nobody -> replies.refuse(context.response(), nobody)),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    /** Answers with events, up to the outcome or the longest time that a stream may live. */
    public void events(RoutingContext context) {
        subject(context)
                .handle(
                        subject -> users.resolve(
                                context.request(),
                                user -> watch(subject, user, context.request()),
                                nobody -> replies.refuse(context.response(), nobody)),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    private void watch(PurchaseRef subject, String user, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (subject.requestId().equals(request.getHeader("Last-Event-ID"))) {
            // A browser connects again after the outcome too, until it is told that there is no more.
            replies.nothingMore(response);
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // The end of the connection is all by which the end of the stream can be known.
            response.endHandler(end -> request.connection().close());
        }
        send(
                subject,
                user,
                new EventsCall(sender.origin(), response, subject, user, subscribers),
                settings.events().maxDuration());
    }

    private void ask(Question asked, String user, HttpServerResponse response) {
        boolean answersWhenQueued = asked.wanted().isZero();
        LookupCall call = new LookupCall(sender.origin(), response, asked.subject(), user, answersWhenQueued);
        send(asked.subject(), user, call, asked.wanted());
    }

    private record Question(PurchaseRef subject, Duration wanted) {}

    private void send(PurchaseRef subject, String user, HttpCall call, Duration wanted) {
        PreparedRefusal byItem = sender.refusalByItem(subject.itemId());
        PreparedRefusal refusal = byItem == null ? sender.refusalByUser(user) : byItem;
        if (refusal != null) {
            replies.refuse(call.response(), refusal);
            return;
        }
        Refusal tooFast = rates.refusal(user, call.response());
        if (tooFast != null) {
            replies.refuse(call.response(), tooFast);
            return;
        }
        Command.Builder command = Command.newBuilder()
                .setUserId(user)
                .setItemId(subject.itemId())
                .setLookup(Lookup.newBuilder().setRequestId(subject.requestId()));
        sender.sendToBacklog(command, call, wanted.toMillis());
    }

    private Validated<PurchaseRef> subject(RoutingContext context) {
        String itemId = context.pathParam("itemId");
        RequestId requestId = RequestId.parse(context.pathParam("requestId"));
        if (!Identifiers.isItemId(itemId)) {
            return Validated.invalid("path: " + Identifiers.ITEM_ID_RULE);
        }
        if (requestId == null) {
            return Validated.invalid("path: a request id is 32 hex digits, 0-9 and a-f");
        }
        return logPosition(context)
                .then(logPosition ->
                        Validated.valid(new PurchaseRef(itemId, requestId.toString(), logPosition.orElse(null))));
    }

    /** {@code ?logPosition=} of a Location; empty where the caller did not keep it. */
    private static Validated<Optional<LogPosition>> logPosition(RoutingContext context) {
        String text = context.queryParams().get("place");
        if (text == null) {
            return Validated.valid(Optional.empty());
        }
        LogPosition logPosition = LogPosition.parse(text);
        return logPosition == null
                ? Validated.invalid("query: place is written queue-offset, such as 3-1200")
                : Validated.valid(Optional.of(logPosition));
    }

    private Validated<Duration> wanted(RoutingContext context) {
        String text = context.queryParams().get("wait");
        if (text == null) {
            return Validated.valid(settings.purchase().defaultWait());
        }
        if (!text.matches("\\d{1,9}")) {
            return Validated.invalid(Code.INVALID_REQUEST, "query: wait takes whole seconds, such as wait=2");
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(text));
        Duration longest = settings.purchase().maxWait();
        return Validated.valid(asked.compareTo(longest) > 0 ? longest : asked);
    }
}
