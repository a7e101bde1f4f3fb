package io.seckill.gateway.order;

import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.Validated;
import io.seckill.gateway.pending.RequestId;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.ext.web.RoutingContext;

/**
 * What a request about an order says.
 *
 * @param itemId what was bought
 * @param orderId the order
 * @param preference how long to hold the answer
 */
record OrderForm(String itemId, String orderId, Preference preference) {
    static Validated<OrderForm> read(RoutingContext context, GatewaySettings.Purchase bounds) {
        String itemId = context.pathParam("itemId");
        RequestId orderId = RequestId.parse(context.pathParam("orderId"));
        if (!Identifiers.isItemId(itemId)) {
            return Validated.invalid("path: " + Identifiers.ITEM_ID_RULE);
        }
        if (orderId == null) {
            return Validated.invalid("path: an order id is 32 hex digits, 0-9 and a-f");
        }
        Preference preference = Preference.of(context.request().headers(), bounds.defaultWait(), bounds.maxWait());
        return Validated.valid(new OrderForm(itemId, orderId.toString(), preference));
    }
}
