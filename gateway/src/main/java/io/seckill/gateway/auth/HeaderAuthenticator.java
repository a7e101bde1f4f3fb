package io.seckill.gateway.auth;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.function.Consumer;

/** Without authentication the caller is believed: header {@code X-User-Id}. */
final class HeaderAuthenticator implements Authenticator {
    private static final CharSequence USER = HttpHeaders.createOptimized("X-User-Id");

    /** RFC 9110 wants one with each 401; no client knows this scheme, so none asks its user for a password. */
    private static final String CHALLENGE = "X-User-Id realm=\"seckill\"";

    @Override
    public void authenticate(HttpServerRequest request, Consumer<Caller> then) {
        then.accept(named(request));
    }

    private static Caller named(HttpServerRequest request) {
        String user = request.getHeader(USER);
        if (user == null) {
            return new Caller.Unauthenticated(
                    new Refusal(Code.UNAUTHENTICATED, "header X-User-Id is missing"), CHALLENGE);
        }
        return UserId.isValid(user)
                ? new Caller.User(user, Set.of())
                : Caller.unauthenticated(Code.INVALID_REQUEST, "header X-User-Id " + UserId.RULE);
    }
}
