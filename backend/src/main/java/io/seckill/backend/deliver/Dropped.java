package io.seckill.backend.deliver;

/** Why a result was not delivered. Its asker can ask again, so each is only counted. */
enum Dropped {
    /** The command's reply_to is no {@code host:port}. */
    BAD_ADDRESS("reply_to is no host:port that can be dialled: see gateway.callback.advertised"),
    /** The settings do not allow the address. */
    FORBIDDEN("add the address to backend.delivery.allowedAddresses if it is a gateway of yours"),
    /** There are as many gateways as the settings allow. */
    TOO_MANY_GATEWAYS("all outboxes belong to gateways that answered: raise backend.delivery.maxGateways"),
    /** As much waits for this gateway as the settings allow, or the delivering thread is far behind. */
    QUEUE_FULL("the gateway takes less than is decided"),
    /** Sent twice, and both streams broke before the receipt. */
    UNACKNOWLEDGED("two streams broke"),
    /** The gateway was not reached for long, or the backend stopped. */
    GIVEN_UP("the gateway was not reached");

    private final String advice;

    Dropped(String advice) {
        this.advice = advice;
    }

    /** What an operator can do about it. */
    String advice() {
        return advice;
    }
}
