package io.seckill.gateway.auth;

import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who may administer. */
@FunctionalInterface
public interface AdminAuthorizer {
    /** Tells {@code then} why the sender of {@code request} may not, or null; as {@link Authenticator#authenticate} does. */
    void check(HttpServerRequest request, Consumer<@Nullable Unauthenticated> then);
}
