package io.seckill.backend.projection;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What an order is called in the ledger: {@code itemId/orderId}. */
record OrderKey(String itemId, String orderId) {
    private static final char SEPARATOR = '/';

    /** No item's id begins like this: other kinds of records do. */
    private static final String NO_ITEM = "~";

    /** The order at {@code key}; empty where something else is there. */
    static Optional<OrderKey> parse(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        int separator = text.indexOf(SEPARATOR);
        return separator < 0 || text.startsWith(NO_ITEM)
                ? Optional.empty()
                : Optional.of(new OrderKey(text.substring(0, separator), text.substring(separator + 1)));
    }
}
