package io.seckill.slots;

/**
 * Jump consistent hash, by J. Lamping and E. Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014).
 *
 * <p>From n buckets to n + 1, a key stays or moves to the new bucket, and an equal share of all keys moves.
 */
final class JumpHash {
    private static final long MULTIPLIER = 2862933555777941757L;
    private static final double TWO_TO_31 = 1L << 31;

    private JumpHash() {}

    /** The bucket of {@code key} among {@code buckets}, from 0. */
    static int bucketOf(long key, int buckets) {
        long state = key;
        long bucket = -1;
        long next = 0;
        while (next < buckets) {
            bucket = next;
            state = state * MULTIPLIER + 1;
            next = (long) ((bucket + 1) * (TWO_TO_31 / ((state >>> 33) + 1)));
        }
        return (int) bucket;
    }
}
