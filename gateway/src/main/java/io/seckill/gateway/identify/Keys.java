package io.seckill.gateway.identify;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.time.InstantSource;

/**
 * One generation of trusted keys, with the tokens that it has verified: new keys start without, so that nothing which a
 * withdrawn key has signed is believed any longer. Safe for all threads.
 */
final class Keys {
    /** Keys that are read from all files together; each may cost a forged token without a key id one verification. */
    static final int MAX = 20;

    private final JWTAuthOptions options;
    private final int count;
    private final Cache<String, Token> verified;

    /**
     * A generation.
     *
     * @param options the keys, with what else tokens are checked for
     * @param count how many keys
     * @param memory how many tokens to remember, each until it expires by {@code clock}
     */
    Keys(JWTAuthOptions options, int count, int memory, InstantSource clock) {
        // Without any key the library would believe unsigned tokens.
        if (count < 1) {
            throw new IllegalArgumentException("there is no key");
        }
        this.options = options;
        this.count = count;
        this.verified = Caffeine.newBuilder()
                .maximumSize(memory)
                .expireAfter(Expiry.<String, Token>creating((digest, token) -> Duration.ofSeconds(
                        Math.max(0, token.expires() - clock.instant().getEpochSecond()))))
                // On the thread that adds: the work is small, and the common pool is nobody's.
                .executor(Runnable::run)
                .build();
    }

    JWTAuthOptions options() {
        return options;
    }

    int count() {
        return count;
    }

    /** Tokens that these keys have verified, by their digest. */
    Cache<String, Token> verified() {
        return verified;
    }
}
