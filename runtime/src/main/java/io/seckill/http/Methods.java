package io.seckill.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.stream.Collectors;

/** What RFC 9110 says of methods and vertx-web leaves to its users: HEAD where there is GET, and Allow with each 405. */
public final class Methods {
    private Methods() {}

    /** A route of {@code router} for GET and HEAD; the server is to be given {@link HeadRequest}s. */
    public static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    /** The methods that {@code router} has routes for at {@code path}, as {@code Allow} lists them. */
    public static String allowed(Router router, String path) {
        return router.getRoutes().stream()
                .filter(route -> route.methods() != null && matches(route.getPath(), path))
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean matches(String route, String path) {
        String[] wanted = route.split("/", -1);
        // As for the router itself: a path that ends in a slash is the same.
        String[] given = path.replaceFirst("(?<=.)/$", "").split("/", -1);
        boolean same = wanted.length == given.length;
        for (int i = 0; same && i < wanted.length; i++) {
            same = wanted[i].startsWith(":") || wanted[i].equals(given[i]);
        }
        return same;
    }
}
