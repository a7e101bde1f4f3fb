package io.seckill.gateway.pending;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A request's name: 48 bits of Unix milliseconds, 16 bits of the event loop that owns it, 64 random bits.
 *
 * <p>Written as 32 lower-case hex digits, which sort by time.
 *
 * @param timeAndLoop the milliseconds, shifted left by 16, and the loop's index
 * @param nonce the random half, which makes the id unguessable
 */
public record RequestId(long timeAndLoop, long nonce) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int LENGTH = 32;
    private static final int LOOP_BITS = 16;
    private static final int MAX_LOOPS = 1 << LOOP_BITS;

    /** The id of a request accepted at {@code unixMillis} on the loop {@code loop} (0 to 65,535). */
    public static RequestId of(long unixMillis, int loop, long nonce) {
        return new RequestId(unixMillis << LOOP_BITS | loop, nonce);
    }

    /** Reads an id, or returns null where {@code text} is none. */
    public static @Nullable RequestId parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return null;
            }
        }
        return new RequestId(
                HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, LENGTH));
    }

    /** The index of the event loop that owns the request. */
    public int loop() {
        return (int) (timeAndLoop & (MAX_LOOPS - 1));
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(timeAndLoop) + HEX.toHexDigits(nonce);
    }
}
