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
import java.util.function.Function;

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
                .then(patience -> question(context).then(question -> Parsed.valid(new Waiting(question, patience))))
                .handle(
                        asked -> send(
                                asked.question(),
                                new LookupCall(
                                        sender.origin(),
                                        context.response(),
                                        asked.question().subject(),
                                        asked.patience().isZero()),
                                asked.patience()),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    /** Answers with events, up to the outcome or the longest time that a stream may live. */
    void events(RoutingContext context) {
        question(context)
                .handle(
                        question -> watch(question, context.request()),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    private void watch(Question question, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (question.subject().requestId().equals(request.getHeader("Last-Event-ID"))) {
            // A browser connects again after the outcome too, until it is told that there is no more.
            replies.nothingMore(response);
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // The end of the connection is all by which the end of the stream can be known.
            response.endHandler(end -> request.connection().close());
        }
        send(
                question,
                new EventsCall(sender.origin(), response, question.subject(), listeners),
                settings.events().maxDuration());
    }

    private record Question(Subject subject, String userId) {}

    private record Waiting(Question question, Duration patience) {}

    private void send(Question question, HttpCall call, Duration wait) {
        ReadyRefusal byItem = sender.refusalByItem(question.subject().itemId());
        ReadyRefusal refusal = byItem == null ? sender.refusalByUser(question.userId()) : byItem;
        if (refusal != null) {
            replies.refuse(call.response(), refusal);
            return;
        }
        Refusal tooFast = rates.refusal(question.userId(), call.response());
        if (tooFast != null) {
            replies.refuse(call.response(), tooFast);
            return;
        }
        Command.Builder command = Command.newBuilder()
                .setUserId(question.userId())
                .setItemId(question.subject().itemId())
                .setLookup(Lookup.newBuilder().setRequestId(question.subject().requestId()));
        sender.send(command, call, wait.toMillis());
    }

    private Parsed<Question> question(RoutingContext context) {
        String itemId = context.pathParam("itemId");
        RequestId requestId = RequestId.parse(context.pathParam("requestId"));
        if (!Names.isItemId(itemId)) {
            return Parsed.invalid("path: " + Names.ITEM_ID_RULE);
        }
        if (requestId == null) {
            return Parsed.invalid("path: a request id is 32 hex digits, 0-9 and a-f");
        }
        Function<String, Parsed<Question>> ask = user -> place(context)
                .then(place -> Parsed.valid(
                        new Question(new Subject(itemId, requestId.toString(), place.orElse(null)), user)));
        return users.of(context.request()).then(ask);
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
