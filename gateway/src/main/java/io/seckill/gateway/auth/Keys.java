package io.seckill.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.seckill.gateway.auth.Verdict.Token;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One generation of trusted keys, with the tokens that it has verified: new keys start without, so that nothing which a
 * withdrawn key has signed is believed any longer. Safe for all threads.
 */
final class Keys {
    /** Keys that are read from all files together; each may cost a forged token without a key id one verification. */
    static final int MAX = 20;

    /** Verified tokens that are remembered until they expire, some 300 bytes each, twice that at most. */
    private static final int MAX_VERIFIED = 100_000;

    /** Refused tokens that are remembered, some 150 bytes each: whoever repeats one costs next to nothing. */
    private static final int MAX_REFUSED = 10_000;

    private final JWTAuthOptions options;
    private final int count;
    private final Set<String> served;
    private final Cache<String, Token> verified;
    private final Cache<String, Verdict.Refused> refused;

    /**
     * A generation.
     *
     * @param options the keys, with what else tokens are checked for
     * @param count how many keys
     * @param served the ids of those that a server of keys has; empty where there is no server
     * @param clock by which tokens expire
     */
    Keys(JWTAuthOptions options, int count, Set<String> served, InstantSource clock) {
        // Without any key the library would believe unsigned tokens.
        if (count < 1) {
            throw new IllegalArgumentException("there is no key");
        }
        this.options = options;
        this.count = count;
        this.served = Set.copyOf(served);
        this.verified = memory(MAX_VERIFIED)
                .expireAfter(Expiry.<String, Token>creating((digest, token) -> Duration.ofSeconds(
                        Math.max(0, token.expires() - clock.instant().getEpochSecond()))))
                .build();
        this.refused = memory(MAX_REFUSED).build();
    }

    private static Caffeine<Object, Object> memory(int size) {
        // On the thread that adds: the work is small, and the common pool is nobody's.
        return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run);
    }

    JWTAuthOptions options() {
        return options;
    }

    int count() {
        return count;
    }

    /** Whether the server may have a key {@code id} that is not among these. */
    boolean mayBeServed(@Nullable String id) {
        return id != null && !served.isEmpty() && !served.contains(id);
    }

    /** What these keys made of the token with {@code digest}; null where they have not seen it, or not lately. */
    @Nullable
    Verdict remembered(String digest) {
        Verdict good = verified.getIfPresent(digest);
        return good == null ? refused.getIfPresent(digest) : good;
    }

    /** Keeps {@code verdict} on the token with {@code digest}: a good one until it expires. */
    void remember(String digest, Verdict verdict) {
        if (verdict instanceof Token good) {
            verified.put(digest, good);
        } else if (verdict instanceof Verdict.Refused bad && !bad.keyIsUnknown()) {
            refused.put(digest, bad);
        }
    }
}
