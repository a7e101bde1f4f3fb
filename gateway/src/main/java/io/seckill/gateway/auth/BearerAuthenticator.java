package io.seckill.gateway.auth;

import io.seckill.gateway.auth.Verdict.Token;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Believes a bearer token (RFC 6750) that a trusted key has signed for this audience.
 *
 * <p>A token that was seen before is judged at once. Any other waits in the {@link VerificationQueue}, and its request with
 * it. All fields are of one event loop.
 */
final class BearerAuthenticator implements Authenticator {
    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"seckill\"";
    private static final String EXPIRED = "it has expired";

    /** How far the issuer's clock may be off. */
    private static final long LEEWAY_SECONDS = 30;

    private final Vertx vertx;
    private final TrustedKeys trusted;
    private final VerificationQueue queue;
    private final InstantSource clock;
    private final TokenMeters meters;
    private final MessageDigest sha256;
    private TokenVerifier verifier;

    BearerAuthenticator(
            Vertx vertx, TrustedKeys trusted, VerificationQueue queue, InstantSource clock, TokenMeters meters) {
        this.vertx = vertx;
        this.trusted = trusted;
        this.queue = queue;
        this.clock = clock;
        this.meters = meters;
        this.sha256 = sha256();
        this.verifier = new TokenVerifier(vertx, trusted.current());
    }

    @Override
    public void authenticate(HttpServerRequest request, Consumer<Caller> then) {
        Future<Caller> caller = holder(request.getHeader(HttpHeaders.AUTHORIZATION), request.connection());
        if (caller.isComplete()) {
            then.accept(caller.result());
            return;
        }
        // Nobody reads the body yet: what comes of it meanwhile would be lost.
        request.pause();
        caller.onSuccess(known -> {
            // Over HTTP/2 a request that was cancelled meanwhile can neither be read nor resumed.
            if (!request.response().closed()) {
                then.accept(known);
                request.resume();
            }
        });
    }

    /** Who shows {@code header}, a request's {@code Authorization}, on {@code connection}. Never fails. */
    Future<Caller> holder(@Nullable String header, Object connection) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Future.succeededFuture(new Caller.Unauthenticated(
                    new Refusal(Code.UNAUTHENTICATED, "a bearer token is missing"), CHALLENGE));
        }
        String text = header.substring(SCHEME.length()).strip();
        // By its digest: as safe as by itself, far smaller, and no heap dump shows credentials.
        String digest = new String(sha256.digest(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
        Verdict known = newest().keys().remembered(digest);
        return known == null ? unseen(text, digest, connection, false) : Future.succeededFuture(judged(known));
    }

    private TokenVerifier newest() {
        if (verifier.keys() != trusted.current()) {
            verifier = new TokenVerifier(vertx, trusted.current());
        }
        return verifier;
    }

    private Future<Caller> unseen(String text, String digest, Object connection, boolean again) {
        TokenVerifier newest = newest();
        Context loop = vertx.getOrCreateContext();
        Promise<Caller> caller = Promise.promise();
        boolean waits = queue.add(connection, () -> {
            meters.verified().increment();
            Verdict verdict = lasting(newest.verify(text));
            newest.keys().remember(digest, verdict);
            loop.runOnContext(back -> {
                if (verdict instanceof Verdict.Refused refused && refused.keyIsUnknown() && !again) {
                    trusted.renew(vertx)
                            .onComplete(renewed -> loop.runOnContext(here ->
                                    unseen(text, digest, connection, true).onComplete(caller)));
                } else {
                    caller.complete(judged(verdict));
                }
            });
        });
        if (!waits) {
            meters.turnedAway().increment();
            caller.complete(Caller.unauthenticated(Code.OVERLOADED, "too many new tokens wait to be verified"));
        }
        return caller.future();
    }

    /** A token that has expired never counts again, however often it is shown. */
    private Verdict lasting(Verdict verdict) {
        return verdict instanceof Token token && hasExpired(token) ? new Verdict.Refused(EXPIRED) : verdict;
    }

    private Caller judged(Verdict verdict) {
        String why = verdict instanceof Token token ? untimely(token) : ((Verdict.Refused) verdict).why();
        if (verdict instanceof Token token && why == null) {
            meters.accepted().increment();
            return token.user();
        }
        meters.refused().increment();
        return invalid(String.valueOf(why));
    }

    /** Why {@code token} does not count now, or null where it does. */
    private @Nullable String untimely(Token token) {
        if (hasExpired(token)) {
            return EXPIRED;
        }
        boolean early = clock.instant().getEpochSecond() + LEEWAY_SECONDS < token.notBefore();
        return early ? "it is not valid yet" : null;
    }

    private boolean hasExpired(Token token) {
        return clock.instant().getEpochSecond() - LEEWAY_SECONDS >= token.expires();
    }

    /** {@code why} is one of ours, so that it needs no escapes. */
    private static Caller.Unauthenticated invalid(String why) {
        return new Caller.Unauthenticated(
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
