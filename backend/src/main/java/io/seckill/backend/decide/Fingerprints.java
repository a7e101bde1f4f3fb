package io.seckill.backend.decide;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Digests that remembered outcomes hold instead of names. They are durable: a change of how they are made forgets what
 * was remembered. Not thread-safe.
 */
final class Fingerprints {
    /** Where FNV-1a starts. */
    static final long FNV_BASIS = 0xcbf29ce484222325L;

    private static final int KEY_BYTES = 16;
    private static final byte SEPARATOR = 0; // in none of the names

    private final MessageDigest sha256;

    Fingerprints() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Who asked for what: 64 bits, FNV-1a with a finisher (of MurmurHash3). A fast one will do, because it only confirms
     * whoever knows the purchase's request id, which cannot be guessed.
     */
    static long asker(String userId, String itemId) {
        long hash = fnv(fnv(FNV_BASIS, userId) * 0x100000001b3L, itemId);
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
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

    /** Who asked for what under which key: half of a SHA-256, because callers choose keys as they like. */
    ByteString key(String userId, String itemId, String key) {
        sha256.update(userId.getBytes(StandardCharsets.UTF_8));
        sha256.update(SEPARATOR);
        sha256.update(itemId.getBytes(StandardCharsets.UTF_8));
        sha256.update(SEPARATOR);
        return ByteString.copyFrom(sha256.digest(key.getBytes(StandardCharsets.UTF_8)), 0, KEY_BYTES);
    }
}
