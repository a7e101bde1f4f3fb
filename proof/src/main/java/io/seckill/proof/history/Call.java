package io.seckill.proof.history;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks for. What a kind of call does not have is null, or 0.
 *
 * @param kind what is done
 * @param item of which item
 * @param user who asks; null where an operator does
 * @param request of which purchase an earlier answer told, for {@link Kind#LOOKUP}
 * @param order which order, for what is done to orders
 * @param key the idempotency key of a purchase
 * @param quantity units of a purchase; stock of an item that is put
 * @param perUser most units a user may have, of an item that is put
 * @param holdMillis how long an order is held for payment, of an item that is put; 0 sells at once
 */
public record Call(
        Kind kind,
        String item,
        @Nullable String user,
        @Nullable String request,
        @Nullable String order,
        @Nullable String key,
        int quantity,
        int perUser,
        long holdMillis) {

    /** The HTTP calls of a campaign. */
    public enum Kind {
        /** {@code PUT /v1/admin/items/{item}}. */
        PUT_ITEM,
        /** {@code POST /v1/admin/items/{item}/pause}. */
        PAUSE,
        /** {@code POST /v1/admin/items/{item}/resume}. */
        RESUME,
        /** {@code POST /v1/admin/items/{item}/close}. */
        CLOSE,
        /** {@code DELETE /v1/admin/items/{item}}. */
        DELETE_ITEM,
        /** {@code POST /v1/items/{item}/purchases}. */
        PURCHASE,
        /** {@code GET /v1/items/{item}/purchases/{request}}. */
        LOOKUP,
        /** {@code POST /v1/items/{item}/orders/{order}/confirm}. */
        CONFIRM,
        /** {@code POST /v1/items/{item}/orders/{order}/cancel}. */
        CANCEL,
        /** {@code POST .../orders/{order}/refund}, with its units given back. */
        REFUND,
        /** {@code GET /v1/items/{item}/orders}: the user's own. */
        LIST
    }
}
