package io.seckill.backend.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
public final class ManagementServer {
    private static final int IDLE_SECONDS = 60;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Readiness readiness;
    private final PrometheusMeterRegistry registry;

    /** A server that tells {@code readiness} and the meters of {@code registry}. */
    public ManagementServer(Readiness readiness, PrometheusMeterRegistry registry) {
        this.readiness = readiness;
        this.registry = registry;
    }

    /** Listens; fails with {@link SettingsException} where the address cannot be had. */
    public Future<HttpServer> listen(Vertx vertx, ManagementSettings settings) {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(call -> call.json(new JsonObject().put("status", "UP")));
        router.get("/health/ready").handler(this::ready);
        // A scrape of thousands of lines takes milliseconds: not on the loop that also delivers.
        router.get("/metrics").blockingHandler(this::metrics, false);
        HttpServerOptions options = new HttpServerOptions().setIdleTimeout(IDLE_SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(settings.port(), settings.host())
                .recover(taken -> Future.failedFuture(new SettingsException(
                        "cannot listen on " + settings.host() + ":" + settings.port() + " (backend.management): "
                                + taken.getMessage(),
                        taken)));
    }

    private void ready(RoutingContext call) {
        Optional<String> hindrance = readiness.hindrance();
        call.response().setStatusCode(hindrance.isEmpty() ? 200 : 503);
        call.json(new JsonObject()
                .put("status", hindrance.isEmpty() ? "UP" : "DOWN")
                .put("reason", hindrance.orElse(null)));
    }

    private void metrics(RoutingContext call) {
        call.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(registry.scrape());
    }
}
