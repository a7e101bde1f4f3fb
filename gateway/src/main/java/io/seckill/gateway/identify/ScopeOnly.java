package io.seckill.gateway.identify;

import io.seckill.gateway.identify.Caller.Stranger;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whoever shows a token of one scope may administer. */
final class ScopeOnly implements AdminGate {
    private final Identification identification;
    private final String scope;

    ScopeOnly(Identification identification, String scope) {
        this.identification = identification;
        this.scope = scope;
    }

    @Override
    public void check(HttpServerRequest request, Consumer<@Nullable Stranger> then) {
        identification.identify(request, caller -> then.accept(refusal(caller)));
    }

    private @Nullable Stranger refusal(Caller caller) {
        if (caller instanceof Stranger stranger) {
            return stranger;
        }
        if (caller instanceof Caller.User user && user.scopes().contains(scope)) {
            return null;
        }
        return new Stranger(
                new Refusal(Code.FORBIDDEN, "the token has not the scope " + scope),
                "Bearer realm=\"seckill\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }
}
