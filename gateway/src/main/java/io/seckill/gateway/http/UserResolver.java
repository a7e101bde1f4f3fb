package io.seckill.gateway.http;

import io.seckill.gateway.auth.Authenticator;
import io.seckill.gateway.auth.Caller;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Who asks: the one place where the calls of this package learn it. Serves one event loop. */
public final class UserResolver {
    private final Authenticator authenticator;

    public UserResolver(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Tells one of the two who sends {@code request}, at once or later on this event loop. Where there is nobody, its
     * response already bears the challenge.
     */
    public void resolve(HttpServerRequest request, Consumer<String> user, Consumer<Refusal> nobody) {
        authenticator.authenticate(request, caller -> {
            if (caller instanceof Caller.User known) {
                user.accept(known.id());
            } else if (caller instanceof Caller.Unauthenticated unauthenticated) {
                nobody.accept(unauthenticated.challenging(request.response()));
            }
        });
    }
}
