package io.seckill.gateway.accept;

import io.seckill.gateway.line.Place;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.ReadyRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.respond.Subject;
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
final class LookupHandler {
    private final GatewaySettings settings;
    private final RateGuard rates;
    private final Users users;
    private final CommandSender sender;
    private final Replies replies;
    private final Listeners listeners;

    LookupHandler(GatewayParts parts, Users users, CommandSender sender, Listeners listeners) {
        this.settings = parts.settings();
        this.rates = parts.rates();
        this.replies = parts.replies();
        this.users = users;
        this.sender = sender;
        this.listeners = listeners;
    }

    /** Answers with the outcome, or 202 after {@code ?wait=} seconds. */
    void lookUp(RoutingContext context) {
        patience(context)
                .then(patience -> subject(context).then(subject -> Parsed.valid(new Waiting(subject, patience))))
                .handle(
                        asked -> users.of(
                                context.request(),
                                user -> ask(asked, user, context.response()),
                                nobody -> replies.refuse(context.response(), nobody)),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    /** Answers with events, up to the outcome or the longest time that a stream may live. */
    void events(RoutingContext context) {
        subject(context)
                .handle(
                        subject -> users.of(
                                context.request(),
                                user -> watch(subject, user, context.request()),
                                nobody -> replies.refuse(context.response(), nobody)),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    private void watch(Subject subject, String user, HttpServerRequest request) {
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
                new EventsCall(sender.origin(), response, subject, user, listeners),
                settings.events().maxDuration());
    }

    private void ask(Waiting asked, String user, HttpServerResponse response) {
        boolean answersWhenQueued = asked.patience().isZero();
        LookupCall call = new LookupCall(sender.origin(), response, asked.subject(), user, answersWhenQueued);
        send(asked.subject(), user, call, asked.patience());
    }

    private record Waiting(Subject subject, Duration patience) {}

    private void send(Subject subject, String user, HttpCall call, Duration wait) {
        ReadyRefusal byItem = sender.refusalByItem(subject.itemId());
        ReadyRefusal refusal = byItem == null ? sender.refusalByUser(user) : byItem;
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
        sender.sendInLine(command, call, wait.toMillis());
    }

    private Parsed<Subject> subject(RoutingContext context) {
        String itemId = context.pathParam("itemId");
        RequestId requestId = RequestId.parse(context.pathParam("requestId"));
        if (!Names.isItemId(itemId)) {
            return Parsed.invalid("path: " + Names.ITEM_ID_RULE);
        }
        if (requestId == null) {
            return Parsed.invalid("path: a request id is 32 hex digits, 0-9 and a-f");
        }
        return place(context)
                .then(place -> Parsed.valid(new Subject(itemId, requestId.toString(), place.orElse(null))));
    }

    /** {@code ?place=} of a Location; empty where the caller did not keep it. */
    private static Parsed<Optional<Place>> place(RoutingContext context) {
        String text = context.queryParams().get("place");
        if (text == null) {
            return Parsed.valid(Optional.empty());
        }
        Place place = Place.parse(text);
        return place == null
                ? Parsed.invalid("query: place is written queue-offset, such as 3-1200")
                : Parsed.valid(Optional.of(place));
    }

    private Parsed<Duration> patience(RoutingContext context) {
        String text = context.queryParams().get("wait");
        if (text == null) {
            return Parsed.valid(settings.purchase().defaultWait());
        }
        if (!text.matches("\\d{1,9}")) {
            return Parsed.invalid(Code.INVALID_REQUEST, "query: wait takes whole seconds, such as wait=2");
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(text));
        Duration longest = settings.purchase().maxWait();
        return Parsed.valid(asked.compareTo(longest) > 0 ? longest : asked);
    }
}
