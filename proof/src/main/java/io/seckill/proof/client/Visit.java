package io.seckill.proof.client;

import io.seckill.proof.history.Call;
import org.jspecify.annotations.Nullable;

/**
 * What a buyer wants in one visit, whatever comes of it.
 *
 * @param pauseMillis how long the buyer rests before it
 * @param item what is bought
 * @param user who buys
 * @param quantity how many units
 * @param key the idempotency key, or null
 * @param gateway where it is asked first; what is asked again goes to the next one
 * @param manner how it is asked
 * @param after what follows the purchase
 */
record Visit(
        long pauseMillis,
        Shop.Item item,
        String user,
        int quantity,
        @Nullable String key,
        int gateway,
        Manner manner,
        After after) {

    /** How a purchase is asked. */
    enum Manner {
        /** Once, waiting for the outcome. */
        USUAL,
        /** With {@code Prefer: respond-async}. */
        ASYNC,
        /** Twice at the same time, at two gateways, with one key. */
        TWICE
    }

    /** What a buyer does after a purchase. */
    enum After {
        /** Leaves; a hold runs out. */
        NOTHING,
        /** Asks for the outcome by the request id. */
        LOOK_UP,
        /** Asks for the purchase once more, with its key if it has one. */
        ASK_AGAIN,
        /** Asks for the list of the user's orders. */
        LIST,
        /** Pays. */
        CONFIRM,
        /** Gives the order back. */
        CANCEL,
        /** Gives the order back, thinks better of it, and pays. */
        CANCEL_AND_CONFIRM,
        /** Has an operator cancel it. */
        CANCEL_BY_OPERATOR,
        /** Pays if necessary, and has an operator give the money back. */
        REFUND
    }

    /** The same purchase with the same key, later: by a buyer who does not trust the first answer, or has lost it. */
    Visit again(long pause, int elsewhere) {
        return new Visit(pause, item, user, quantity, key, elsewhere, Manner.USUAL, After.NOTHING);
    }

    /** The call of the purchase. */
    Call purchase() {
        return new Call(Call.Kind.PURCHASE, item.id(), user, null, null, key, quantity, 0, 0);
    }

    /** The call that asks what became of {@code request}. */
    Call lookUp(String request) {
        return new Call(Call.Kind.LOOKUP, item.id(), user, request, null, null, 0, 0, 0);
    }

    /** The call for the user's orders. */
    Call list() {
        return new Call(Call.Kind.LIST, item.id(), user, null, null, null, 0, 0, 0);
    }

    /** A call about {@code order} by {@code who}: its user, or null for an operator. */
    Call order(Call.Kind kind, String order, @Nullable String who) {
        return new Call(kind, item.id(), who, null, order, null, 0, 0, 0);
    }
}
