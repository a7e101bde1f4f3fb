package io.seckill.gateway.purchase;

import io.seckill.gateway.http.Identifiers;
import io.seckill.gateway.http.Question;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Answers;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.PurchaseRef;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.respond.ResultCheck;
import io.seckill.gateway.respond.ResultCheck.Kind;
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
 * @param userId who buys; empty until that is known
 * @param quantity units; 0 until the body is read
 */
record PurchaseForm(String itemId, String idempotencyKey, String userId, int quantity) implements Question {
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");

    /** Whether {@code request} may be a copy of an earlier one. */
    static boolean isRepeatable(HttpServerRequest request) {
        return request.headers().contains(IDEMPOTENCY_KEY);
    }

    /** Reads the head of {@code request}; throws {@link RefusedException} where it is not valid. */
    static PurchaseForm read(HttpServerRequest request, String itemId) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key != null && !Identifiers.isCallersName(key)) {
            throw RefusedException.invalid("header Idempotency-Key must be 1-128 printable ASCII characters");
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            throw new RefusedException(
                    new Refusal(Code.UNSUPPORTED_MEDIA_TYPE, "header Content-Type must be application/json"));
        }
        return new PurchaseForm(itemId, key == null ? "" : key, "", 0);
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
        return new PurchaseForm(itemId, idempotencyKey, user, quantity);
    }

    /** The same, of as many units as {@code body} says; throws {@link RefusedException} where it is not valid. */
    PurchaseForm of(Buffer body, int maxQuantity) {
        return new PurchaseForm(itemId, idempotencyKey, userId, QuantityBody.parse(body, maxQuantity));
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
    public ResultCheck check(SentCommand sent) {
        // A repeated key is answered with the first purchase's order.
        String orderId = idempotencyKey.isEmpty() ? sent.requestId() : "";
        return new ResultCheck(Kind.PURCHASE, userId, itemId, quantity, orderId);
    }

    @Override
    public Answer decided(Answers answers, SentCommand sent, Result result) {
        return answers.decided(subject(sent), result);
    }

    @Override
    public PurchaseRef subject(SentCommand sent) {
        return new PurchaseRef(itemId, sent.requestId(), sent.logPosition());
    }
}
