package io.seckill.gateway.purchase;

import io.seckill.gateway.admit.Admission;
import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.DeviceId;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.respond.PreparedRefusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Serves purchases on one event loop. */
public final class PurchaseHandler {
    private final GatewaySettings.Purchase bounds;
    private final Catalogue items;
    private final UserResolver users;
    private final CommandSender sender;
    private final Admission admission;
    private final Replies replies;

    /** Serves purchases with what the loops share. */
    public PurchaseHandler(GatewayContext shared, UserResolver users, CommandSender sender) {
        this.bounds = shared.settings().purchase();
        this.items = shared.catalogue();
        this.users = users;
        this.sender = sender;
        this.admission = sender.admission();
        this.replies = shared.replies();
    }

    /**
     * Answers the purchase of {@code itemId} that {@code request} asks for.
     *
     * <p>What is true for everybody comes first, since it costs least. Only then it matters who buys and what the body says,
     * and last whether the user is too fast: what is not valid costs no token.
     */
    public void handle(HttpServerRequest request, String itemId) {
        HttpServerResponse response = request.response();
        boolean repeatable = PurchaseForm.isRepeatable(request);
        PreparedRefusal early = refusalOfAnybody(itemId, repeatable);
        if (early != null) {
            replies.refuse(response, early);
            return;
        }
        Future.succeededFuture(request)
                .map(head -> PurchaseForm.read(head, items.sharedId(itemId)))
                .compose(form -> users.of(request).map(form::by))
                .compose(form -> {
                    RefusedException.on(admission.refusalOfUser(form.userId()));
                    return BodyReader.read(request, BodyReader.MAX_BYTES)
                            .map(body -> form.of(body, bounds.maxQuantity()));
                })
                .map(form -> {
                    if (form.quantity() > 1) {
                        RefusedException.on(admission.refusalByEdge(itemId, form.quantity(), repeatable));
                    }
                    RefusedException.on(admission.refusalByRate(form.userId(), DeviceId.of(request), response));
                    Preference preference = Preference.of(request.headers(), bounds.defaultWait(), bounds.maxWait());
                    preference.tell(response);
                    return sender.send(form, preference.waitMillis(), request);
                })
                .onSuccess(
                        sent -> sent.result().onComplete((result, none) -> sent.reply(response, result, none, replies)))
                .onFailure(failure -> replies.refuse(response, failure));
    }

    private @Nullable PreparedRefusal refusalOfAnybody(String itemId, boolean repeatable) {
        if (!Identifiers.isItemId(itemId)) {
            return Identifiers.ITEM_ID_REFUSAL;
        }
        PreparedRefusal inVain = admission.refusalByEdge(itemId, 1, repeatable);
        return inVain == null ? admission.refusalOfItem(itemId) : inVain;
    }
}
