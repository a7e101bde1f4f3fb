package io.seckill.gateway.accept;

import io.seckill.gateway.respond.Code;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Who asks. Without authentication the caller is believed: header {@code X-User-Id}. */
final class Users {
    private static final CharSequence USER = HttpHeaders.createOptimized("X-User-Id");

    private Users() {}

    static Parsed<String> of(HttpServerRequest request) {
        String user = request.getHeader(USER);
        if (user == null) {
            return Parsed.invalid(Code.UNAUTHENTICATED, "header X-User-Id is missing");
        }
        return Names.isPrintable(user)
                ? Parsed.valid(user)
                : Parsed.invalid("header X-User-Id must be 1-128 printable ASCII characters");
    }
}
