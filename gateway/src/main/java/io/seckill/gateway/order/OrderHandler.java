package io.seckill.gateway.order;

import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.ShowOrder;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** Step 1 for orders: to confirm, cancel or show one is a command in its item's queue. Serves one event loop. */
public final class OrderHandler {
    private final GatewaySettings settings;
    private final RateGuard rates;
    private final UserResolver users;
    private final CommandSender sender;
    private final Replies replies;

    /** Serves orders with what the loops share. */
    public OrderHandler(GatewayContext shared, UserResolver users, CommandSender sender) {
        this.settings = shared.settings();
        this.rates = shared.rates();
        this.replies = shared.replies();
        this.users = users;
        this.sender = sender;
    }

    public void confirm(RoutingContext context) {
        handle(context, (command, id) -> command.setConfirm(Confirm.newBuilder().setOrderId(id)));
    }

    public void cancel(RoutingContext context) {
        handle(context, (command, id) -> command.setCancel(Cancel.newBuilder().setOrderId(id)));
    }

    public void show(RoutingContext context) {
        handle(
                context,
                (command, id) -> command.setShowOrder(ShowOrder.newBuilder().setOrderId(id)));
    }

    private void handle(RoutingContext context, BiConsumer<Command.Builder, String> action) {
        OrderForm.read(context, settings.purchase())
                .handle(
                        form -> users.resolve(
                                context.request(),
                                user -> send(form, user, context, action),
                                nobody -> replies.refuse(context.response(), nobody)),
                        refusal -> replies.refuse(context.response(), refusal));
    }

    private void send(OrderForm form, String user, RoutingContext context, BiConsumer<Command.Builder, String> action) {
        Refusal tooFast = rates.refusal(user, context.response());
        if (tooFast != null) {
            replies.refuse(context.response(), tooFast);
            return;
        }
        Preference preference = form.preference();
        preference.tell(context.response());
        Command.Builder command = Command.newBuilder().setUserId(user).setItemId(form.itemId());
        action.accept(command, form.orderId());
        sender.send(command, new OrderCall(sender.origin(), context.response(), form, user), preference.waitMillis());
    }
}
