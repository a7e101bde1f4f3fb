package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Step 1 for purchases: a request becomes a command. Serves one event loop. */
final class PurchaseHandler {
    private static final CharSequence PREFERENCE_APPLIED = HttpHeaders.createOptimized("Preference-Applied");

    private final GatewaySettings settings;
    private final CommandSender sender;
    private final Users users;
    private final Replies replies;

    PurchaseHandler(GatewaySettings settings, Users users, CommandSender sender, Replies replies) {
        this.settings = settings;
        this.users = users;
        this.sender = sender;
        this.replies = replies;
    }

    void handle(HttpServerRequest request, String itemId) {
        PurchaseForm.read(request, itemId, users, settings.purchase())
                .handle(
                        form -> BodyReader.read(
                                request,
                                settings.http().maxBodyBytes(),
                                body -> purchase(form, body, request.response()),
                                refusal -> replies.refuse(request.response(), refusal)),
                        refusal -> replies.refuse(request.response(), refusal));
    }

    private void purchase(PurchaseForm form, Buffer body, HttpServerResponse response) {
        QuantityBody.parse(body, settings.purchase().maxQuantity())
                .handle(quantity -> send(form, quantity, response), refusal -> replies.refuse(response, refusal));
    }

    private void send(PurchaseForm form, int quantity, HttpServerResponse response) {
        Preference preference = form.preference();
        if (preference.applied() != null) {
            response.putHeader(PREFERENCE_APPLIED, preference.applied());
        }
        Command.Builder command = Command.newBuilder()
                .setUserId(form.userId())
                .setItemId(form.itemId())
                .setIdempotencyKey(form.idempotencyKey())
                .setPurchase(Purchase.newBuilder().setQuantity(quantity));
        long wait = preference.waitMillis();
        sender.send(command, new PurchaseCall(sender.origin(), response, form.itemId(), wait == 0), wait);
    }
}
