package io.seckill.gateway.purchase;

import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.Validated;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * What the head of a purchase request says.
 *
 * @param itemId what to buy
 * @param idempotencyKey the caller's key, empty where none was given
 * @param preference how long to hold the answer
 */
record PurchaseForm(String itemId, String idempotencyKey, Preference preference) {
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");

    static Validated<PurchaseForm> read(HttpServerRequest request, String itemId, GatewaySettings.Purchase bounds) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key != null && !Identifiers.isPrintable(key)) {
            return Validated.invalid("header Idempotency-Key must be 1-128 printable ASCII characters");
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            return Validated.invalid(Code.UNSUPPORTED_MEDIA_TYPE, "header Content-Type must be application/json");
        }
        return Validated.valid(new PurchaseForm(
                itemId,
                key == null ? "" : key,
                Preference.of(request.headers(), bounds.defaultWait(), bounds.maxWait())));
    }

    private static boolean isJson(String contentType) {
        if (contentType.equals("application/json")) {
            return true;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("application/json;") || type.startsWith("application/json ");
    }
}
