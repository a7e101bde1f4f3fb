package io.seckill.gateway.auth;

import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.seckill.gateway.client.TrustedProxies;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who may administer. */
@FunctionalInterface
public interface AdminAuthorizer {
    /** Tells {@code then} why the sender of {@code request} may not, or null; as {@link Authenticator#authenticate} does. */
    void check(HttpServerRequest request, Consumer<@Nullable Unauthenticated> then);

    /** Where nobody has to say who they are, only somebody on this machine may. */
    static AdminAuthorizer loopback(TrustedProxies proxies) {
        return (request, then) -> then.accept(
                isHere(proxies.clientOf(request).address())
                        ? null
                        : Caller.unauthenticated(
                                Code.FORBIDDEN,
                                "without authentication (gateway.identity) only callers on this machine may"));
    }

    /** Whoever shows a token of {@code scope} may. */
    static AdminAuthorizer ofScope(Authenticator authenticator, String scope) {
        Unauthenticated without = new Unauthenticated(
                new Refusal(Code.FORBIDDEN, "the token has not the scope " + scope),
                "Bearer realm=\"seckill\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
        return (request, then) -> authenticator.authenticate(request, caller -> {
            if (caller instanceof Unauthenticated unauthenticated) {
                then.accept(unauthenticated);
            } else {
                boolean may =
                        caller instanceof Caller.User user && user.scopes().contains(scope);
                then.accept(may ? null : without);
            }
        });
    }

    private static boolean isHere(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
