package io.seckill.gateway.order;

import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.DeviceId;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.http.Methods;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Serves orders on one event loop: to confirm, cancel, refund or show one is a command in its item's queue. */
public final class OrderHandler {
    private static final String ORDER = "/v1/items/:itemId/orders/:orderId";

    private final GatewaySettings.Purchase bounds;
    private final OrderAuthorizer callers;
    private final CommandSender sender;
    private final Replies replies;

    /** Serves orders with what the loops share, to those whom {@code callers} lets. */
    public OrderHandler(GatewayContext shared, OrderAuthorizer callers, CommandSender sender) {
        this.bounds = shared.settings().purchase();
        this.replies = shared.replies();
        this.callers = callers;
        this.sender = sender;
    }

    /** Has {@code router} serve them. */
    public void addTo(Router router) {
        Methods.get(router, ORDER).handler(context -> handle(context, OrderAction.SHOW));
        router.post(ORDER + "/confirm").handler(context -> handle(context, OrderAction.CONFIRM));
        router.post(ORDER + "/cancel").handler(context -> handle(context, OrderAction.CANCEL));
        router.post(ORDER + "/refund").handler(context -> handle(context, OrderAction.REFUND));
    }

    private void handle(RoutingContext context, OrderAction action) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        Future.succeededFuture(context)
                .map(asked -> OrderForm.read(asked, action))
                .compose(form -> callers.userFor(action, request).map(form::of))
                .compose(form -> action == OrderAction.REFUND
                        ? BodyReader.read(request, BodyReader.MAX_BYTES)
                                .map(RefundBody::restocks)
                                .map(form::restocking)
                        : Future.succeededFuture(form))
                .map(form -> {
                    if (!form.userId().equals(OrderAuthorizer.ANYBODY)) { // the limits are a buyer's
                        RefusedException.on(
                                sender.admission().refusalByRate(form.userId(), DeviceId.of(request), response));
                    }
                    Preference preference = Preference.of(request.headers(), bounds.defaultWait(), bounds.maxWait());
                    preference.tell(response);
                    return sender.send(form, preference.waitMillis(), request);
                })
                .onSuccess(
                        sent -> sent.result().onComplete((result, none) -> sent.reply(response, result, none, replies)))
                .onFailure(failure -> replies.refuse(response, failure));
    }
}
