package io.seckill.warm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The two items of one rehearsal, which no other process has: code that has only ever sold would be compiled for that, and
 * compiled anew at the first refusal.
 *
 * @param open there is always more of it
 * @param soldOut nothing is left of it
 */
public record RehearsedItems(String open, String soldOut) {
    /** New ones. */
    public static RehearsedItems next(RandomGenerator random) {
        String name = "warm-up-" + HexFormat.of().toHexDigits(random.nextLong());
        return new RehearsedItems(name + "-open", name + "-sold-out");
    }

    /** The item of the purchase number {@code purchase}: one in eight is in vain. */
    public String itemOf(long purchase) {
        return purchase % 8 == 0 ? soldOut : open;
    }

    /** Whether the record with {@code key} is about one of these. */
    public boolean isKey(byte[] key) {
        return Arrays.equals(key, keyOf(open)) || Arrays.equals(key, keyOf(soldOut));
    }

    /** The key of what is about {@code itemId}. */
    public static byte[] keyOf(String itemId) {
        return itemId.getBytes(StandardCharsets.UTF_8);
    }
}
