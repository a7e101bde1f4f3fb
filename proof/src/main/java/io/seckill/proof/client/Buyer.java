package io.seckill.proof.client;

import io.seckill.proof.client.GatewayHttp.Manner;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.Call.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes one visit after the other. What is not decided meanwhile, it asks for at the end. Used on one event loop. */
final class Buyer {
    private static final int TRIES = 3;
    private static final long BETWEEN_TRIES_MILLIS = 200;

    private final int number;
    private final Script script;
    private final GatewayHttp http;
    private final Vertx vertx;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Promise<Void> settled = Promise.promise();
    private boolean stopped;
    private int lookUps;

    /** A request whose outcome the buyer does not know yet. */
    private record Pending(Visit visit, String request) {}

    Buyer(int number, Script script, GatewayHttp http, Vertx vertx) {
        this.number = number;
        this.script = script;
        this.http = http;
        this.vertx = vertx;
    }

    /** Begins. */
    void start() {
        if (stopped) {
            settle();
            return;
        }
        Visit visit = script.next();
        after(visit.pauseMillis())
                .compose(rested -> visit(visit))
                .onSuccess(done -> start())
                .onFailure(settled::tryFail);
    }

    /** Ends after the present visit; the future completes when the outcome of each of its requests is known. */
    Future<Void> stop() {
        stopped = true;
        return settled.future();
    }

    private void settle() {
        Pending next = pending.peek();
        if (next == null) {
            settled.tryComplete();
            return;
        }
        lookUp(next, lookUps++)
                .compose(reply -> {
                    if (reply.isDefinitive()) {
                        pending.remove();
                        return Future.succeededFuture();
                    }
                    return after(BETWEEN_TRIES_MILLIS);
                })
                .onSuccess(done -> settle())
                .onFailure(settled::tryFail);
    }

    private Future<Void> visit(Visit visit) {
        Future<Reply> bought = buy(visit, visit.gateway(), TRIES);
        if (visit.manner() == Visit.Manner.TWICE) {
            Future<Reply> again = buy(visit, visit.gateway() + 1, TRIES);
            bought = Future.join(bought, again).map(both -> both.<Reply>resultAt(0));
        }
        return bought.compose(reply ->
                order(visit, reply).compose(order -> after(visit, Optional.ofNullable(reply.request()), order)));
    }

    /** Only with a key it does no harm to ask again where nobody knows what became of the purchase. */
    private Future<Reply> buy(Visit visit, int gateway, int tries) {
        Manner manner = visit.manner() == Visit.Manner.ASYNC ? Manner.ASYNC : Manner.USUAL;
        return ask(gateway, visit.purchase(), manner)
                .compose(reply -> visit.key() != null && reply.status() != 202 && reply.isOpen() && tries > 1
                        ? after(BETWEEN_TRIES_MILLIS).compose(rested -> buy(visit, gateway + 1, tries - 1))
                        : Future.succeededFuture(reply));
    }

    /** The order that came of the purchase; empty where there is none, or it is not known yet. */
    private Future<Optional<String>> order(Visit visit, Reply reply) {
        boolean mayCome = reply.status() == 202 || reply.status() == 504;
        return mayCome && reply.request() != null
                ? orderLater(new Pending(visit, reply.request()), TRIES)
                : Future.succeededFuture(reply.order());
    }

    private Future<Optional<String>> orderLater(Pending request, int tries) {
        return lookUp(request, request.visit().gateway() + 1 + TRIES - tries).compose(reply -> {
            if (reply.isDefinitive()) {
                return Future.succeededFuture(reply.order());
            }
            if (tries > 1) {
                return after(BETWEEN_TRIES_MILLIS).compose(rested -> orderLater(request, tries - 1));
            }
            pending.add(request);
            return Future.succeededFuture(Optional.empty());
        });
    }

    private Future<Reply> lookUp(Pending request, int gateway) {
        return ask(gateway, request.visit().lookUp(request.request()), Manner.USUAL);
    }

    private Future<Void> after(Visit visit, Optional<String> request, Optional<String> order) {
        int elsewhere = visit.gateway() + 1;
        return switch (visit.after()) {
            case NOTHING -> Future.succeededFuture();
            case LIST -> ask(elsewhere, visit.list(), Manner.USUAL).mapEmpty();
            case LOOK_UP -> ifAny(request, id -> orderLater(new Pending(visit, id), TRIES));
            case ASK_AGAIN -> buy(visit, elsewhere, TRIES).mapEmpty();
            case CONFIRM -> ifAny(order, id -> change(visit, Kind.CONFIRM, id, visit.user()));
            case CANCEL -> ifAny(order, id -> change(visit, Kind.CANCEL, id, visit.user()));
            case CANCEL_AND_CONFIRM ->
                ifAny(
                        order,
                        id -> change(visit, Kind.CANCEL, id, visit.user())
                                .compose(cancelled -> change(visit, Kind.CONFIRM, id, visit.user())));
            case CANCEL_BY_OPERATOR ->
                ifAny(order, id -> paid(visit, id).compose(paid -> change(visit, Kind.CANCEL, id, null)));
            case REFUND -> ifAny(order, id -> paid(visit, id).compose(paid -> change(visit, Kind.REFUND, id, null)));
        };
    }

    private Future<Reply> paid(Visit visit, String order) {
        return visit.item().isHeld()
                ? change(visit, Kind.CONFIRM, order, visit.user())
                : Future.succeededFuture(Reply.NONE);
    }

    /** To repeat it does no harm. */
    private Future<Reply> change(Visit visit, Kind kind, String order, @Nullable String who) {
        Call call = visit.order(kind, order, who);
        return ask(visit.gateway(), call, Manner.USUAL)
                .compose(reply -> reply.isOpen()
                        ? after(BETWEEN_TRIES_MILLIS).compose(rested -> ask(visit.gateway() + 1, call, Manner.USUAL))
                        : Future.succeededFuture(reply));
    }

    private static Future<Void> ifAny(Optional<String> id, Function<String, Future<?>> call) {
        return id.isPresent() ? call.apply(id.get()).mapEmpty() : Future.succeededFuture();
    }

    private Future<Reply> ask(int gateway, Call call, Manner manner) {
        return http.ask(number, gateway % http.gateways(), call, manner);
    }

    private Future<Void> after(long millis) {
        return vertx.timer(millis, TimeUnit.MILLISECONDS);
    }
}
