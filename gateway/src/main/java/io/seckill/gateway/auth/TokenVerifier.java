package io.seckill.gateway.auth;

import io.seckill.gateway.auth.Verdict.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Finds out whether one generation of keys vouches for a token. Safe for all threads. */
final class TokenVerifier {
    /** RFC 7518, 3.4: two numbers of fixed length. Whatever else means the same would be a second token for one use. */
    private static final Map<String, Integer> SIGNATURE_BYTES = Map.of("ES256", 64, "ES384", 96, "ES512", 132);

    private final Vertx vertx;
    private final Keys keys;

    /** One for each thread that verifies, as the library locks each key while it verifies with it. */
    private final Queue<JWTAuth> idle = new ConcurrentLinkedQueue<>();

    TokenVerifier(Vertx vertx, Keys keys) {
        this.vertx = vertx;
        this.keys = keys;
    }

    Keys keys() {
        return keys;
    }

    /** Takes up to a millisecond: not for event loops. */
    Verdict verify(String text) {
        Future<User> verified;
        try {
            JsonObject header = refuseOddities(text);
            if (keys.mayBeServed(header.getString("kid"))) {
                return new Verdict.Refused("no trusted key has its id", true);
            }
            verified = authenticate(text);
        } catch (RuntimeException e) {
            // The library throws at some of the strange things that a token can hold.
            verified = Future.failedFuture(e);
        }
        // It never waits for anything: the verdict is there.
        if (!verified.succeeded()) {
            return new Verdict.Refused("its form, signature, key, issuer or audience is not accepted");
        }
        try {
            return Token.of(verified.result().attributes().getJsonObject("accessToken"));
        } catch (IllegalArgumentException bad) {
            return new Verdict.Refused(String.valueOf(bad.getMessage()));
        }
    }

    private Future<User> authenticate(String text) {
        JWTAuth spare = idle.poll();
        JWTAuth auth = spare == null ? JWTAuth.create(vertx, keys.options()) : spare;
        try {
            return auth.authenticate(new TokenCredentials(text));
        } finally {
            idle.add(auth);
        }
    }

    /**
     * What the library lets pass: more than three parts, signatures in another form, and extensions that are marked
     * critical, which RFC 7515 wants refused by whoever does not know them. Returns the header of what is left.
     */
    private static JsonObject refuseOddities(String text) {
        String[] parts = text.split("\\.", -1);
        JsonObject header = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
        if (parts.length != 3 || header.containsKey("crit")) {
            throw new IllegalArgumentException("not three parts, or with extensions");
        }
        Integer bytes = SIGNATURE_BYTES.get(header.getString("alg", ""));
        if (bytes != null && Base64.getUrlDecoder().decode(parts[2]).length != bytes) {
            throw new IllegalArgumentException("a signature of another length");
        }
        return header;
    }
}
