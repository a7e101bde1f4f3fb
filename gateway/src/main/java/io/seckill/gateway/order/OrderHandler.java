package io.seckill.gateway.order;

import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.DeviceId;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.ShowOrder;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** Serves orders on one event loop: to confirm, cancel or show one is a command in its item's queue. */
public final class OrderHandler {
    private final GatewaySettings.Purchase bounds;
    private final UserResolver users;
    private final CommandSender sender;
    private final Replies replies;

    /** Serves orders with what the loops share. */
    public OrderHandler(GatewayContext shared, UserResolver users, CommandSender sender) {
        this.bounds = shared.settings().purchase();
        this.replies = shared.replies();
        this.users = users;
        this.sender = sender;
    }

    /** Confirms an order. */
    public void confirm(RoutingContext context) {
        handle(context, (command, id) -> command.setConfirm(Confirm.newBuilder().setOrderId(id)));
    }

    /** Cancels an order. */
    public void cancel(RoutingContext context) {
        handle(context, (command, id) -> command.setCancel(Cancel.newBuilder().setOrderId(id)));
    }

    /** Shows an order. */
    public void show(RoutingContext context) {
        handle(
                context,
                (command, id) -> command.setShowOrder(ShowOrder.newBuilder().setOrderId(id)));
    }

    private void handle(RoutingContext context, BiConsumer<Command.Builder, String> action) {
        HttpServerResponse response = context.response();
        Future.succeededFuture(context)
                .map(asked -> OrderForm.read(asked, action))
                .compose(form -> users.of(context.request()).map(form::by))
                .map(form -> {
                    RefusedException.on(
                            sender.admission().refusalByRate(form.userId(), DeviceId.of(context.request()), response));
                    Preference preference =
                            Preference.of(context.request().headers(), bounds.defaultWait(), bounds.maxWait());
                    preference.tell(response);
                    return sender.send(form, preference.waitMillis(), context.request());
                })
                .onSuccess(
                        sent -> sent.result().onComplete((result, none) -> sent.reply(response, result, none, replies)))
                .onFailure(failure -> replies.refuse(response, failure));
    }
}
