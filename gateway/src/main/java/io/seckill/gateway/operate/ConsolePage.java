package io.seckill.gateway.operate;

import io.seckill.gateway.http.StaticFile;
import io.seckill.http.Methods;
import io.vertx.ext.web.Router;
import java.util.Map;

/**
 * The operators' page and what it loads. It tells nothing of the gateway, so whoever reaches the port may have it; what it
 * shows and does, it asks of the routes for operators, with their credentials.
 */
final class ConsolePage {
    /** Its files alone: a caller's text that became markup could still load and run nothing. No other page may frame it. */
    private static final String POLICY = "default-src 'none'; connect-src 'self'; img-src data:; script-src 'self';"
            + " style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** Of the version that the build names: with another one the gateway would not start. */
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

    private ConsolePage() {}

    static void addTo(Router router) {
        Methods.get(router, "/console").handler(file("console/index.html", "text/html; charset=utf-8"));
        Map<String, StaticFile> parts = Map.of(
                "console.css", file("console/console.css", STYLE),
                "console.js", file("console/console.js", SCRIPT),
                "calls.js", file("console/calls.js", SCRIPT),
                "charts.js", file("console/charts.js", SCRIPT),
                "items.js", file("console/items.js", SCRIPT),
                "uplot.css", file(UPLOT + "uPlot.min.css", STYLE),
                "uplot.js", file(UPLOT + "uPlot.iife.min.js", SCRIPT));
        Methods.get(router, "/console/:file").handler(context -> {
            StaticFile part = parts.get(context.pathParam("file"));
            if (part == null) {
                context.next();
            } else {
                part.handle(context);
            }
        });
    }

    private static StaticFile file(String resource, String type) {
        return new StaticFile(resource, type, POLICY);
    }
}
