package io.seckill.gateway.auth;

import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whoever shows a token of one scope may administer. */
final class ScopeAuthorizer implements AdminAuthorizer {
    private final Authenticator authenticator;
    private final String scope;

    ScopeAuthorizer(Authenticator authenticator, String scope) {
        this.authenticator = authenticator;
        this.scope = scope;
    }

    @Override
    public void check(HttpServerRequest request, Consumer<@Nullable Unauthenticated> then) {
        authenticator.authenticate(request, caller -> then.accept(refusal(caller)));
    }

    private @Nullable Unauthenticated refusal(Caller caller) {
        if (caller instanceof Unauthenticated unauthenticated) {
            return unauthenticated;
        }
        if (caller instanceof Caller.User user && user.scopes().contains(scope)) {
            return null;
        }
        return new Unauthenticated(
                new Refusal(Code.FORBIDDEN, "the token has not the scope " + scope),
                "Bearer realm=\"seckill\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }
}
