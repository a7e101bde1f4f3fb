package io.seckill.gateway.purchase;

import io.seckill.gateway.http.Exchange;
import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.Question;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Refused;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.v1.Command;
import io.seckill.v1.Purchase;
import io.seckill.v1.Result;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * What a purchase request says, as far as it has been read.
 *
 * @param itemId what to buy
 * @param idempotencyKey the caller's key, empty where none was given
 * @param preference how long to hold the answer
 * @param userId who buys; empty until that is known
 * @param quantity units; 0 until the body is read
 */
record PurchaseForm(String itemId, String idempotencyKey, Preference preference, String userId, int quantity)
        implements Question {
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");

    /** Whether {@code request} may be a copy of an earlier one. */
    static boolean isRepeatable(HttpServerRequest request) {
        return request.headers().contains(IDEMPOTENCY_KEY);
    }

    /** Reads the head of {@code request}; throws {@link Refused} where it is not valid. */
    static PurchaseForm read(HttpServerRequest request, String itemId, GatewaySettings.Purchase bounds) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key != null && !Identifiers.isPrintable(key)) {
            throw Refused.invalid("header Idempotency-Key must be 1-128 printable ASCII characters");
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            throw new Refused(new Refusal(Code.UNSUPPORTED_MEDIA_TYPE, "header Content-Type must be application/json"));
        }
        Preference preference = Preference.of(request.headers(), bounds.defaultWait(), bounds.maxWait());
        return new PurchaseForm(itemId, key == null ? "" : key, preference, "", 0);
    }

    private static boolean isJson(String contentType) {
        if (contentType.equals("application/json")) {
            return true;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("application/json;") || type.startsWith("application/json ");
    }

    /** The same, by {@code user}. */
    PurchaseForm by(String user) {
        return new PurchaseForm(itemId, idempotencyKey, preference, user, quantity);
    }

    /** The same, of as many units as {@code body} says; throws {@link Refused} where it is not valid. */
    PurchaseForm of(Buffer body, int maxQuantity) {
        return new PurchaseForm(itemId, idempotencyKey, preference, userId, QuantityBody.parse(body, maxQuantity));
    }

    @Override
    public Command.Builder command() {
        return Command.newBuilder()
                .setUserId(userId)
                .setItemId(itemId)
                .setIdempotencyKey(idempotencyKey)
                .setPurchase(Purchase.newBuilder().setQuantity(quantity));
    }

    @Override
    public boolean joinsBacklog() {
        return true;
    }

    @Override
    public ResultCheck check(Exchange exchange) {
        // A repeated key is answered with the first purchase's order.
        String orderId = idempotencyKey.isEmpty() ? exchange.requestId() : "";
        return new ResultCheck(Kind.PURCHASE, userId, itemId, quantity, orderId);
    }

    @Override
    public Answer decided(Answers answers, Exchange exchange, Result result) {
        return answers.decided(purchase(exchange), result);
    }

    @Override
    public Answer unusable(Answers answers, Exchange exchange) {
        return answers.unusable(purchase(exchange));
    }

    @Override
    public Answer pending(Answers answers, Exchange exchange) {
        return answers.pending(purchase(exchange));
    }

    @Override
    public Answer queueTimeout(Answers answers, Exchange exchange) {
        return answers.queueTimeout(purchase(exchange));
    }

    private PurchaseRef purchase(Exchange exchange) {
        return new PurchaseRef(itemId, exchange.requestId(), exchange.logPosition());
    }
}
