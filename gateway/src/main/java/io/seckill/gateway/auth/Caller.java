package io.seckill.gateway.auth;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of who sends a request. */
public sealed interface Caller {
    /**
     * Somebody.
     *
     * @param id 1-255 printable ASCII characters
     * @param scopes what else than buying is allowed
     */
    record User(String id, Set<String> scopes) implements Caller {}

    /**
     * Nobody who may ask this.
     *
     * @param refusal what to say
     * @param challenge what {@code WWW-Authenticate} says, or null where no credentials would help
     */
    record Unauthenticated(Refusal refusal, @Nullable String challenge) implements Caller {
        /** Puts the challenge on {@code response}, and returns the refusal to go with it. */
        public Refusal challenging(HttpServerResponse response) {
            if (challenge != null) {
                response.putHeader("WWW-Authenticate", challenge);
            }
            return refusal;
        }
    }

    /** One whose token does not allow what it takes the scope {@code scope} for. */
    static Unauthenticated withoutScope(String scope) {
        return new Unauthenticated(
                new Refusal(Code.FORBIDDEN, "the token has not the scope " + scope),
                "Bearer realm=\"seckill\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }

    /** One whom no credentials would help. */
    static Unauthenticated unauthenticated(Code code, String detail) {
        return new Unauthenticated(new Refusal(code, detail), null);
    }
}
