package io.seckill.gateway.respond;

import java.util.Locale;

/** The stable codes of RFC 9457 problems, each with its status and title. Never renamed: clients switch on them. */
public enum Code {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "No user"),
    FORBIDDEN(403, "Not allowed"),
    NOT_STARTED(403, "The sale has not started"),
    PAUSED(403, "The sale is paused"),
    ENDED(403, "The sale has ended"),
    UNKNOWN_ITEM(404, "No such item"),
    UNKNOWN_REQUEST(404, "No such request"),
    UNKNOWN_ORDER(404, "No such order"),
    NOT_FOUND(404, "No such resource"),
    METHOD_NOT_ALLOWED(405, "No such method here"),
    REQUEST_TIMEOUT(408, "The request did not come in time"),
    SOLD_OUT(409, "Sold out"),
    LIMIT_REACHED(409, "The limit per user is reached"),
    HOLDS_EXHAUSTED(409, "Too many holds ran out"),
    STOCK_BELOW_SOLD(409, "Less stock than already sold"),
    ITEM_CLOSED(409, "The item is closed"),
    ITEM_NOT_CLOSED(409, "The item is not closed"),
    HOLD_EXPIRED(409, "The order was held too long"),
    ALREADY_CONFIRMED(409, "The order is confirmed"),
    ALREADY_CANCELLED(409, "The order is cancelled"),
    NOT_CONFIRMED(409, "The order is not confirmed"),
    ALREADY_REFUNDED(409, "The order is refunded"),
    TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The request's first line is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Not JSON"),
    UNKNOWN_HOST(421, "No such host here"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for something else"),
    RATE_LIMITED(429, "Too many requests of one caller"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "Something broke here"),
    REJECTED_BY_BACKEND(500, "The request could not be decided"),
    NOT_CONFIGURED(501, "Not configured here"),
    DATABASE_UNAVAILABLE(503, "The database does not answer"),
    OVERLOADED(503, "Too many requests are waiting"),
    DRAINING(503, "This gateway is stopping"),
    QUEUE_UNAVAILABLE(503, "The queue takes no requests now"),
    QUEUE_TIMEOUT(504, "The queue did not acknowledge in time"),
    EXPIRED(504, "The request was too old to be decided");

    private final int status;
    private final String title;
    private final String type;

    Code(int status, String title) {
        this.status = status;
        this.title = title;
        this.type = "urn:seckill:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status that the code travels with. */
    public int status() {
        return status;
    }

    /** Whether the code promises that nothing was queued, so that the same request may be sent again soon. */
    boolean certainlyNotQueued() {
        return status == 503;
    }

    /** One short phrase, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The problem's type, a URN. */
    public String type() {
        return type;
    }
}
