package io.seckill.gateway.order;

import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.DeviceId;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.http.Methods;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves orders on one event loop: to confirm, cancel, refund, show or list them is a command in their item's queue. */
public final class OrderHandler {
    private static final String ORDERS = "/v1/items/:itemId/orders";
    private static final String ORDER = ORDERS + "/:orderId";

    private final GatewaySettings.Purchase bounds;
    private final OrderAuthorizer callers;
    private final @Nullable UserResolver users; // null on the operators' port, where nobody has orders of his own
    private final CommandSender sender;
    private final Replies replies;

    private OrderHandler(
            GatewayContext shared, OrderAuthorizer callers, @Nullable UserResolver users, CommandSender sender) {
        this.bounds = shared.settings().purchase();
        this.replies = shared.replies();
        this.callers = callers;
        this.users = users;
        this.sender = sender;
    }

    /** Serves buyers their own orders, and services anybody's; {@code users} knows who asks. */
    public static OrderHandler ofBuyers(GatewayContext shared, UserResolver users, CommandSender sender) {
        return new OrderHandler(shared, OrderAuthorizer.ofBuyers(shared.settings(), users), users, sender);
    }

    /** Serves operators anybody's orders. */
    public static OrderHandler ofOperators(GatewayContext shared, CommandSender sender) {
        return new OrderHandler(shared, OrderAuthorizer.ofOperators(), null, sender);
    }

    /** Has {@code router} serve them. */
    public void addTo(Router router) {
        if (users != null) {
            Methods.get(router, ORDERS).handler(context -> list(context, users));
        }
        Methods.get(router, ORDER).handler(context -> handle(context, OrderAction.SHOW));
        router.post(ORDER + "/confirm").handler(context -> handle(context, OrderAction.CONFIRM));
        router.post(ORDER + "/cancel").handler(context -> handle(context, OrderAction.CANCEL));
        router.post(ORDER + "/refund").handler(context -> handle(context, OrderAction.REFUND));
    }

    private void list(RoutingContext context, UserResolver known) {
        String itemId = context.pathParam("itemId");
        Future<OrderListForm> asked = Identifiers.isItemId(itemId)
                ? known.of(context.request()).map(user -> new OrderListForm(itemId, user))
                : Future.failedFuture(new RefusedException(Identifiers.ITEM_ID_REFUSAL));
        answer(context, asked, OrderListForm::userId);
    }

    private void handle(RoutingContext context, OrderAction action) {
        HttpServerRequest request = context.request();
        Future<OrderForm> asked = Future.succeededFuture(context)
                .map(it -> OrderForm.read(it, action))
                .compose(form -> callers.userFor(action, request).map(form::of))
                .compose(form -> action == OrderAction.REFUND
                        ? BodyReader.read(request, BodyReader.MAX_BYTES)
                                .map(RefundBody::restocks)
                                .map(form::restocking)
                        : Future.succeededFuture(form));
        answer(context, asked, OrderForm::userId);
    }

    private <Q extends Question> void answer(RoutingContext context, Future<Q> asked, Function<Q, String> userOf) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        asked.map(question -> {
                    String user = userOf.apply(question);
                    if (!user.equals(OrderAuthorizer.ANYBODY)) { // the limits are a buyer's
                        RefusedException.on(sender.admission().refusalByRate(user, DeviceId.of(request), response));
                    }
                    Preference preference = Preference.of(request.headers(), bounds.defaultWait(), bounds.maxWait());
                    preference.tell(response);
                    return sender.send(question, preference.waitMillis(), request);
                })
                .onSuccess(
                        sent -> sent.result().onComplete((result, none) -> sent.reply(response, result, none, replies)))
                .onFailure(failure -> replies.refuse(response, failure));
    }
}
