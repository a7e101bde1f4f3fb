package io.seckill.load.generate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * Purchases of one unit, each by another user, of each item in turn. A connection keeps one request's bytes and has
 * only item and user overwritten for the next. Owned by the generator's event loop.
 */
public final class PurchaseRequests {
    private static final String BODY = "{\"quantity\":1}";
    private static final int DIGITS = 10;

    private final List<byte[]> items;
    private final byte[] blank;
    private final int itemAt;
    private final int userAt;
    private long next;

    /**
     * @param items ids of equal length
     * @param userPrefix what every user's name begins with; a number follows
     */
    public PurchaseRequests(List<String> items, String userPrefix) {
        if (items.stream().mapToInt(String::length).distinct().count() != 1) {
            throw new IllegalArgumentException("item ids of equal length are wanted, not " + items);
        }
        String head = "POST /v1/items/";
        String user = " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + userPrefix;
        String tail = "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
        String upToUser = head + items.get(0) + "/purchases" + user;
        this.items = items.stream().map(id -> id.getBytes(US_ASCII)).toList();
        this.itemAt = head.length();
        this.userAt = upToUser.length();
        this.blank = (upToUser + "0".repeat(DIGITS) + tail).getBytes(US_ASCII);
    }

    /** The bytes of a request, to be filled before every use. */
    ByteBuf blank(ByteBufAllocator allocator) {
        return allocator.directBuffer(blank.length, blank.length).writeBytes(blank);
    }

    /** Makes {@code request} the next purchase. */
    void fill(ByteBuf request) {
        request.setBytes(itemAt, items.get((int) (next % items.size())));
        long rest = next++;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            request.setByte(userAt + digit, '0' + (int) (rest % 10));
            rest /= 10;
        }
    }
}
