package io.seckill.gateway.accept;

import io.seckill.gateway.identify.Caller;
import io.seckill.gateway.identify.Identification;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Who asks: the one place where the calls of this package learn it. Serves one event loop. */
final class Users {
    private final Identification identification;

    Users(Identification identification) {
        this.identification = identification;
    }

    /**
     * Tells one of the two who sends {@code request}, at once or later on this event loop. Where there is nobody, its
     * response already bears the challenge.
     */
    void of(HttpServerRequest request, Consumer<String> user, Consumer<Refusal> nobody) {
        identification.identify(request, caller -> {
            if (caller instanceof Caller.User known) {
                user.accept(known.id());
            } else if (caller instanceof Caller.Stranger stranger) {
                nobody.accept(stranger.challenging(request.response()));
            }
        });
    }
}
