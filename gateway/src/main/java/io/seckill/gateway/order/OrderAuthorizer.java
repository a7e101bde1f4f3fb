package io.seckill.gateway.order;

import io.seckill.gateway.auth.Caller;
import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.seckill.gateway.http.UserResolver;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.gateway.settings.GatewaySettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Who may ask what of orders: a buyer of his own, a service of anybody's. */
@FunctionalInterface
public interface OrderAuthorizer {
    /** What a token of a service that confirms, cancels and refunds orders must allow. */
    String SCOPE = "seckill:payments";

    /** Whose orders a service may ask about: anybody's. */
    String ANYBODY = "";

    /**
     * Whose order {@code action} may be asked of by the sender of {@code request}: a user's id, or {@link #ANYBODY}. Fails
     * with {@link RefusedException} where it may not be asked of any; the response then bears the challenge.
     */
    Future<String> userFor(OrderAction action, HttpServerRequest request);

    /** On the operators' port, which has its own guard. */
    static OrderAuthorizer ofOperators() {
        return (action, request) -> Future.succeededFuture(ANYBODY);
    }

    /** On the public port: a service is known by its token's scope; without tokens it comes to the operators' port. */
    static OrderAuthorizer ofBuyers(GatewaySettings settings, UserResolver users) {
        boolean buyersConfirm = settings.buyersConfirm();
        Unauthenticated without = settings.identity().byToken()
                ? Caller.withoutScope(SCOPE)
                : Caller.unauthenticated(Code.FORBIDDEN, "only a service may, on the management port");
        return (action, request) -> users.caller(request).compose(caller -> {
            if (caller.scopes().contains(SCOPE)) {
                return Future.succeededFuture(ANYBODY);
            }
            boolean may = switch (action) {
                case SHOW, CANCEL -> true;
                case CONFIRM -> buyersConfirm;
                case REFUND -> false;
            };
            return may
                    ? Future.succeededFuture(caller.id())
                    : Future.failedFuture(new RefusedException(without.challenging(request.response())));
        });
    }
}
