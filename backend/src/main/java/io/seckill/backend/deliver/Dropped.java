package io.seckill.backend.deliver;

/** Why a result was not delivered. Its asker can ask again, so each is only counted. */
enum Dropped {
    /** The command's reply_to is no {@code host:port}. */
    BAD_ADDRESS,
    /** The settings do not allow the address. */
    FORBIDDEN,
    /** There are as many gateways as the settings allow. */
    TOO_MANY_GATEWAYS,
    /** As much waits for this gateway as the settings allow, or the delivering thread is far behind. */
    QUEUE_FULL,
    /** Sent twice, and both streams broke before the receipt. */
    UNACKNOWLEDGED,
    /** The gateway was not reached for long, or the backend stopped. */
    GIVEN_UP
}
