package io.seckill.gateway.identify;

import io.seckill.gateway.respond.Code;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Without authentication the caller is believed: header {@code X-User-Id}. */
final class TrustedHeader implements Identification {
    private static final CharSequence USER = HttpHeaders.createOptimized("X-User-Id");

    @Override
    public Caller identify(HttpServerRequest request) {
        String user = request.getHeader(USER);
        if (user == null) {
            return Caller.stranger(Code.UNAUTHENTICATED, "header X-User-Id is missing");
        }
        return UserId.isValid(user)
                ? new Caller.User(user, Set.of())
                : Caller.stranger(Code.INVALID_REQUEST, "header X-User-Id " + UserId.RULE);
    }
}
