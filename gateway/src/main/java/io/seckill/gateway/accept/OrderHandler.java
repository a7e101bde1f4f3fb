package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Cancel;
import io.seckill.v1.Command;
import io.seckill.v1.Confirm;
import io.seckill.v1.ShowOrder;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** Step 1 for orders: to confirm, cancel or show one is a command in its item's queue. Serves one event loop. */
final class OrderHandler {
    private static final String PREFERENCE_APPLIED = "Preference-Applied";

    private final GatewaySettings settings;
    private final Users users;
    private final CommandSender sender;
    private final Replies replies;

    OrderHandler(GatewaySettings settings, Users users, CommandSender sender, Replies replies) {
        this.settings = settings;
        this.users = users;
        this.sender = sender;
        this.replies = replies;
    }

    void confirm(RoutingContext context) {
        handle(context, (command, id) -> command.setConfirm(Confirm.newBuilder().setOrderId(id)));
    }

    void cancel(RoutingContext context) {
        handle(context, (command, id) -> command.setCancel(Cancel.newBuilder().setOrderId(id)));
    }

    void show(RoutingContext context) {
        handle(
                context,
                (command, id) -> command.setShowOrder(ShowOrder.newBuilder().setOrderId(id)));
    }

    private void handle(RoutingContext context, BiConsumer<Command.Builder, String> action) {
        OrderForm.read(context, users, settings.purchase())
                .handle(form -> send(form, context, action), refusal -> replies.refuse(context.response(), refusal));
    }

    private void send(OrderForm form, RoutingContext context, BiConsumer<Command.Builder, String> action) {
        Preference preference = form.preference();
        if (preference.applied() != null) {
            context.response().putHeader(PREFERENCE_APPLIED, preference.applied());
        }
        Command.Builder command = Command.newBuilder().setUserId(form.userId()).setItemId(form.itemId());
        action.accept(command, form.orderId());
        sender.send(command, new OrderCall(sender.origin(), context.response(), form), preference.waitMillis());
    }
}
