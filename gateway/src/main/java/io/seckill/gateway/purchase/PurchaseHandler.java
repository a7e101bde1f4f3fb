package io.seckill.gateway.purchase;

import io.seckill.gateway.admit.Edge;
import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Steps 1 and 2 for purchases: a request is refused as early as can be, or becomes a command. Serves one event loop.
 *
 * <p>What is true for everybody comes first, since it costs least: the item's state, then the line. Only then is it asked
 * who buys, what the body says, and last whether the user is too fast: what is not valid costs no token.
 */
public final class PurchaseHandler {
    private final GatewaySettings settings;
    private final Edge edge;
    private final RateGuard rates;
    private final CommandSender sender;
    private final UserResolver users;
    private final Replies replies;

    /** Serves purchases with what the loops share. */
    public PurchaseHandler(GatewayContext shared, UserResolver users, CommandSender sender) {
        this.settings = shared.settings();
        this.edge = shared.edge();
        this.rates = shared.rates();
        this.replies = shared.replies();
        this.users = users;
        this.sender = sender;
    }

    /** Answers the purchase of {@code itemId} that {@code request} asks for. */
    public void handle(HttpServerRequest request, String itemId) {
        boolean repeatable = request.headers().contains(PurchaseForm.IDEMPOTENCY_KEY);
        if (!Identifiers.isItemId(itemId)) {
            refuse(request.response(), Identifiers.ITEM_ID_REFUSAL);
        } else if (repeatable || !answeredAtTheEdge(request.response(), itemId, 1)) {
            admit(request, itemId);
        }
    }

    /** A purchase with an idempotency key may be a copy of one that won, which only the queue knows: ask it. */
    private boolean answeredAtTheEdge(HttpServerResponse response, String itemId, int quantity) {
        PreparedRefusal refusal = edge.refusal(itemId, quantity);
        if (refusal != null) {
            replies.answerAtTheEdge(response, refusal);
        }
        return refusal != null;
    }

    private void admit(HttpServerRequest request, String itemId) {
        PreparedRefusal refusal = sender.refusalByItem(itemId);
        if (refusal != null) {
            replies.refuse(request.response(), refusal);
        } else {
            PurchaseForm.read(request, itemId, settings.purchase())
                    .handle(
                            form -> users.resolve(
                                    request,
                                    user -> read(form, user, request),
                                    nobody -> refuse(request.response(), nobody)),
                            invalid -> refuse(request.response(), invalid));
        }
    }

    private void read(PurchaseForm form, String user, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        PreparedRefusal backlogRefusal = sender.refusalByUser(user);
        if (backlogRefusal != null) {
            replies.refuse(response, backlogRefusal);
        } else {
            BodyReader.read(
                    request,
                    settings.http().maxBodyBytes(),
                    body -> purchase(form, user, body, response),
                    refusal -> refuse(response, refusal));
        }
    }

    private void purchase(PurchaseForm form, String user, Buffer body, HttpServerResponse response) {
        QuantityBody.parse(body, settings.purchase().maxQuantity())
                .handle(quantity -> buy(form, user, quantity, response), refusal -> refuse(response, refusal));
    }

    private void buy(PurchaseForm form, String user, int quantity, HttpServerResponse response) {
        boolean repeatable = !form.idempotencyKey().isEmpty();
        if (quantity == 1 || repeatable || !answeredAtTheEdge(response, form.itemId(), quantity)) {
            Refusal tooFast = rates.refusal(user, response);
            if (tooFast == null) {
                send(form, user, quantity, response);
            } else {
                refuse(response, tooFast);
            }
        }
    }

    private void send(PurchaseForm form, String user, int quantity, HttpServerResponse response) {
        Preference preference = form.preference();
        preference.tell(response);
        Command.Builder command = Command.newBuilder()
                .setUserId(user)
                .setItemId(form.itemId())
                .setIdempotencyKey(form.idempotencyKey())
                .setPurchase(Purchase.newBuilder().setQuantity(quantity));
        sender.sendToBacklog(
                command, new PurchaseCall(sender.origin(), response, form, user, quantity), preference.waitMillis());
    }

    private void refuse(HttpServerResponse response, Refusal refusal) {
        replies.refuse(response, refusal);
    }
}
