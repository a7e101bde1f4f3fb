package io.seckill.gateway.auth;

import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.seckill.gateway.client.TrustedProxies;
import io.seckill.gateway.respond.Code;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who may administer. */
@FunctionalInterface
public interface AdminAuthorizer {
    /** Whoever administers where nobody has to say who they are. */
    Caller ANONYMOUS = new Caller.User("anonymous", Set.of());

    /**
     * Tells {@code then} who sends {@code request}, a {@link Caller.User} if that one may; as {@link Authenticator#authenticate}
     * does.
     */
    void check(HttpServerRequest request, Consumer<Caller> then);

    /** Where nobody has to say who they are, only somebody on this machine may. */
    static AdminAuthorizer loopback(TrustedProxies proxies) {
        return (request, then) -> then.accept(
                isHere(proxies.clientOf(request).address())
                        ? ANONYMOUS
                        : Caller.unauthenticated(
                                Code.FORBIDDEN,
                                "without authentication (gateway.identity) only callers on this machine may"));
    }

    /** Whoever shows a token of {@code scope} may. */
    static AdminAuthorizer ofScope(Authenticator authenticator, String scope) {
        Unauthenticated without = Caller.withoutScope(scope);
        return (request, then) -> authenticator.authenticate(request, caller -> {
            boolean lacksScope =
                    caller instanceof Caller.User user && !user.scopes().contains(scope);
            then.accept(lacksScope ? without : caller);
        });
    }

    private static boolean isHere(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
