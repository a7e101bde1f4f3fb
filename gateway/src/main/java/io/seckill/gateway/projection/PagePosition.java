package io.seckill.gateway.projection;

import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of orders ends, for the next one to begin behind.
 *
 * @param millis when the page's last order was decided, in milliseconds since the Unix epoch
 * @param orderId that order
 */
record PagePosition(long millis, String orderId) {
    /** Before all orders. */
    static final PagePosition START = new PagePosition(0, "");

    /** Behind {@code last}. */
    static PagePosition behind(Row last) {
        return new PagePosition(
                last.getOffsetDateTime("decided_at").toInstant().toEpochMilli(), last.getString("order_id"));
    }

    /** What {@link #token} wrote; null where {@code token} is nothing of the kind. */
    static @Nullable PagePosition parse(String token) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(" ", 2);
            return parts.length == 2 && parts[0].matches("\\d{1,15}") && parts[1].indexOf('\0') < 0
                    ? new PagePosition(Long.parseLong(parts[0]), parts[1])
                    : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** The same for a URL, where callers shall not make one themselves. */
    String token() {
        byte[] text = (millis + " " + orderId).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    OffsetDateTime time() {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
