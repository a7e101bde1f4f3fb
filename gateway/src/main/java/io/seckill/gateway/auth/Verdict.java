package io.seckill.gateway.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What was found out about a bearer token; the same for as long as the keys are. */
sealed interface Verdict {
    /**
     * It is not to be believed.
     *
     * @param why in our words, so that it needs no escapes
     * @param keyIsUnknown whether newer keys may come to another verdict
     */
    record Refused(String why, boolean keyIsUnknown) implements Verdict {
        Refused(String why) {
            this(why, false);
        }
    }

    /**
     * What a token says whose signature, issuer and audience have been checked.
     *
     * @param user who it was issued to, and what it allows
     * @param notBefore the second from which on it counts
     * @param expires the second from which on it does not
     */
    record Token(Caller.User user, long notBefore, long expires) implements Verdict {
        /** The last second of the year 9999. What lies past it is no time, or milliseconds. */
        private static final double LAST_SECOND = 253_402_300_799.0;

        /** Reads the claims; what is wrong with them is an {@link IllegalArgumentException} that says so. */
        static Token of(JsonObject claims) {
            if (!(claims.getValue("sub") instanceof String user) || !UserId.isValid(user)) {
                throw new IllegalArgumentException("sub " + UserId.RULE);
            }
            return new Token(
                    new Caller.User(user, scopes(claims)),
                    seconds(claims, "nbf", Long.MIN_VALUE),
                    // Issuers may leave exp out (RFC 7519), but a token that counts for ever cannot be taken back.
                    seconds(claims, "exp", Long.MIN_VALUE));
        }

        private static long seconds(JsonObject claims, String name, long missing) {
            Object value = claims.getValue(name);
            if (value == null) {
                return missing;
            }
            if (value instanceof Number seconds && Math.abs(seconds.doubleValue()) <= LAST_SECOND) {
                return seconds.longValue();
            }
            throw new IllegalArgumentException(name + " must be a number of seconds, up to the year 9999");
        }

        /** {@code scope} as RFC 8693 writes it, words apart by spaces; {@code scp} as others do, so or as an array. */
        private static Set<String> scopes(JsonObject claims) {
            Object value = claims.getValue(claims.containsKey("scope") ? "scope" : "scp");
            List<?> words = value instanceof JsonArray array
                    ? array.getList()
                    : value instanceof String text ? List.of(text.split(" ", -1)) : List.of();
            return words.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
        }
    }
}
