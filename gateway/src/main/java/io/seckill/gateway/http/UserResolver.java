package io.seckill.gateway.http;

import io.seckill.gateway.auth.Authenticator;
import io.seckill.gateway.auth.Caller;
import io.seckill.gateway.respond.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** Who asks: the one place where the calls of this package learn it. Serves one event loop. */
public final class UserResolver {
    private final Authenticator authenticator;

    public UserResolver(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Who sends {@code request}: known at once, or later on this event loop. Fails with {@link RefusedException} where nobody does; its
     * response then bears the challenge.
     */
    public Future<String> of(HttpServerRequest request) {
        return caller(request, Caller.User::id);
    }

    /** As {@link #of}, with what else the caller may do. */
    public Future<Caller.User> caller(HttpServerRequest request) {
        return caller(request, user -> user);
    }

    private <T> Future<T> caller(HttpServerRequest request, Function<Caller.User, T> wanted) {
        Promise<T> user = Promise.promise();
        authenticator.authenticate(request, caller -> {
            if (caller instanceof Caller.User known) {
                user.complete(wanted.apply(known));
            } else if (caller instanceof Caller.Unauthenticated unauthenticated) {
                user.fail(new RefusedException(unauthenticated.challenging(request.response())));
            }
        });
        return user.future();
    }
}
