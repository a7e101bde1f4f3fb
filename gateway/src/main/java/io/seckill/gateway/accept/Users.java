package io.seckill.gateway.accept;

import io.seckill.gateway.identify.Caller;
import io.seckill.gateway.identify.Identification;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;

/** Who asks: the one place where the calls of this package learn it. Serves one event loop. */
final class Users {
    private final Identification identification;

    Users(Identification identification) {
        this.identification = identification;
    }

    /** The user who sends {@code request}; where there is none, its response already bears the challenge. */
    Parsed<String> of(HttpServerRequest request) {
        Caller caller = identification.identify(request);
        if (caller instanceof Caller.User user) {
            return Parsed.valid(user.id());
        }
        Refusal refusal = ((Caller.Stranger) caller).challenging(request.response());
        return Parsed.invalid(refusal.code(), refusal.detail());
    }
}
