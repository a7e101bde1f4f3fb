package io.seckill.gateway.http;

import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.http.Methods;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a router answer its own errors as problems too. */
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** Returns {@code router}, which from now on answers what it cannot serve through {@code replies}. */
    public static Router on(Router router, Replies replies) {
        on(router, replies, Code.NOT_FOUND, "nothing is served at this path");
        router.errorHandler(Code.METHOD_NOT_ALLOWED.status(), context -> {
            context.response().putHeader("Allow", Methods.allowed(router, context.normalizedPath()));
            replies.refuse(
                    context.response(), new Refusal(Code.METHOD_NOT_ALLOWED, "this path takes the methods in Allow"));
        });
        on(router, replies, Code.INVALID_REQUEST, "the path or the query cannot be read");
        router.errorHandler(Code.INTERNAL.status(), context -> broken(context, replies));
        return router;
    }

    private static void on(Router router, Replies replies, Code code, String detail) {
        router.errorHandler(code.status(), context -> replies.refuse(context.response(), new Refusal(code, detail)));
    }

    private static void broken(RoutingContext context, Replies replies) {
        log.error("answering {} {} failed", context.request().method(), context.normalizedPath(), context.failure());
        replies.refuse(context.response(), new Refusal(Code.INTERNAL, "the fault has been logged"));
    }
}
