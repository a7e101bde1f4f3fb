package io.seckill.gateway.identify;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Believes a bearer token (RFC 6750) that a trusted key has signed for this audience.
 *
 * <p>All fields are of one event loop, as the library locks each key while it verifies with it.
 */
final class BearerTokens implements Identification {
    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"seckill\"";

    private final Vertx vertx;
    private final TrustedKeys trusted;
    private final long leewaySeconds;
    private final InstantSource clock;
    private final TokenMeters meters;
    private final MessageDigest sha256;
    private Keys keys;
    private JWTAuth auth;

    BearerTokens(Vertx vertx, TrustedKeys trusted, Duration leeway, InstantSource clock, TokenMeters meters) {
        this.vertx = vertx;
        this.trusted = trusted;
        this.leewaySeconds = leeway.toSeconds();
        this.clock = clock;
        this.meters = meters;
        this.sha256 = sha256();
        this.keys = trusted.current();
        this.auth = JWTAuth.create(vertx, keys.options());
    }

    @Override
    public Caller identify(HttpServerRequest request) {
        return holder(request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    /** Who shows {@code header}, the request's {@code Authorization}. */
    Caller holder(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Caller.Stranger(new Refusal(Code.UNAUTHENTICATED, "a bearer token is missing"), CHALLENGE);
        }
        try {
            Caller.User user = inTime(known(header.substring(SCHEME.length()).strip()));
            meters.accepted().increment();
            return user;
        } catch (IllegalArgumentException bad) {
            meters.refused().increment();
            return invalid(String.valueOf(bad.getMessage()));
        }
    }

    private Token known(String text) {
        Keys newest = trusted.current();
        if (newest != keys) {
            keys = newest;
            auth = JWTAuth.create(vertx, keys.options());
        }
        // By its digest: as safe as by itself, far smaller, and no heap dump shows credentials.
        String digest = new String(sha256.digest(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
        Token known = keys.verified().getIfPresent(digest);
        if (known == null) {
            known = verify(text);
            keys.verified().put(digest, known);
        }
        return known;
    }

    private Token verify(String text) {
        meters.verified().increment();
        Future<User> verdict;
        try {
            refuseOddities(text);
            verdict = auth.authenticate(new TokenCredentials(text));
        } catch (RuntimeException e) {
            // The library throws at some of the strange things that a token can hold.
            verdict = Future.failedFuture(e);
        }
        // It never waits for anything: the verdict is there.
        if (!verdict.succeeded()) {
            throw new IllegalArgumentException("its form, signature, key, issuer or audience is not accepted");
        }
        return Token.of(verdict.result().attributes().getJsonObject("accessToken"));
    }

    /**
     * What the library lets pass: more than three parts, and extensions that are marked critical, which RFC 7515 wants
     * refused by whoever does not know them.
     */
    private static void refuseOddities(String text) {
        String[] parts = text.split("\\.", -1);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        if (parts.length != 3 || new JsonObject(header).containsKey("crit")) {
            throw new IllegalArgumentException("not three parts, or with extensions");
        }
    }

    private Caller.User inTime(Token token) {
        long now = clock.instant().getEpochSecond();
        if (now - leewaySeconds >= token.expires()) {
            throw new IllegalArgumentException("it has expired");
        }
        if (now + leewaySeconds < token.notBefore()) {
            throw new IllegalArgumentException("it is not valid yet");
        }
        return token.user();
    }

    /** {@code why} is one of ours, so that it needs no escapes. */
    private static Caller.Stranger invalid(String why) {
        return new Caller.Stranger(
                new Refusal(Code.UNAUTHENTICATED, "the bearer token is not valid: " + why),
                CHALLENGE + ", error=\"invalid_token\", error_description=\"" + why + "\"");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
