package io.seckill.gateway.auth;

import io.netty.util.NetUtil;
import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who may administer. */
@FunctionalInterface
public interface AdminAuthorizer {
    /** Tells {@code then} why the sender of {@code request} may not, or null; as {@link Authenticator#authenticate} does. */
    void check(HttpServerRequest request, Consumer<@Nullable Unauthenticated> then);

    /** Where nobody has to say who they are, only somebody on this machine may. */
    static AdminAuthorizer loopback() {
        return (request, then) -> then.accept(
                isLoopback(request.remoteAddress().hostAddress())
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

    /** Whether {@code address} is this machine's own; also right for an IPv4 address that is written as IPv6. */
    static boolean isLoopback(@Nullable String address) {
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes != null && InetAddress.getByAddress(bytes).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
