package io.seckill.gateway.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.List;

/** What a router serves, in the words of OpenAPI. */
public final class RouteList {
    private RouteList() {}

    /** Method and path of each route that answers, such as {@code GET /v1/items/{itemId}}; HEAD goes with GET. */
    public static List<String> of(Router router) {
        return router.getRoutes().stream()
                .filter(route -> route.methods() != null)
                .flatMap(route -> route.methods().stream()
                        .filter(method -> !method.equals(HttpMethod.HEAD))
                        .map(method -> method + " " + route.getPath().replaceAll(":(\\w+)", "{$1}")))
                .distinct()
                .toList();
    }
}
