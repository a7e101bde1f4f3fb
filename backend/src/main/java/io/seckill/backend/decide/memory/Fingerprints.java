package io.seckill.backend.decide.memory;

/**
 * Digests that remembered outcomes hold instead of names. They are durable: a change of how they are made forgets what
 * was remembered.
 */
final class Fingerprints {
    /** Where FNV-1a starts. */
    static final long FNV_BASIS = 0xcbf29ce484222325L;

    private Fingerprints() {}

    /**
     * Who asked for what: 64 bits, FNV-1a with a finisher (of MurmurHash3). A fast one will do, because it only confirms
     * whoever knows the purchase's request id, which cannot be guessed.
     */
    static long asker(String userId, String itemId) {
        return mixed(fnv(fnv(FNV_BASIS, userId) * 0x100000001b3L, itemId));
    }

    /** The finisher of MurmurHash3. */
    static long mixed(long bits) {
        long hash = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** FNV-1a over the characters of {@code text}, from {@code seed}. */
    static long fnv(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
