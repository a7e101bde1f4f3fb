package io.seckill.backend.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.kafka.GroupPositions;
import io.seckill.kafka.GroupStanding;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /health/live}, {@code /health/ready}, {@code /metrics} and {@code /v1/admin/positions}. */
public final class ManagementServer {
    private static final int IDLE_SECONDS = 60;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Health health;
    private final PrometheusMeterRegistry registry;
    private final GroupPositions positions;

    /** A server that tells {@code health}, the meters of {@code registry}, and {@code positions}. */
    public ManagementServer(Health health, PrometheusMeterRegistry registry, GroupPositions positions) {
        this.health = health;
        this.registry = registry;
        this.positions = positions;
    }

    /**
     * Listens; fails with {@link SettingsException} where the address cannot be had.
     *
     * @param section whose {@code management} the settings are
     */
    public Future<HttpServer> listen(Vertx vertx, ManagementSettings settings, String section) {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(call -> tell(call, health.deadPart()));
        router.get("/health/ready").handler(call -> tell(call, health.hindrance()));
        // A scrape of thousands of lines takes milliseconds: not on the loop that also delivers.
        router.get("/metrics").blockingHandler(this::metrics, false);
        router.get("/v1/admin/positions").handler(this::positions);
        HttpServerOptions options = new HttpServerOptions().setIdleTimeout(IDLE_SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(settings.port(), settings.host())
                .recover(taken -> Future.failedFuture(new SettingsException(
                        "cannot listen on " + settings.host() + ":" + settings.port() + " (" + section
                                + ".management): " + taken.getMessage(),
                        taken)));
    }

    private static void tell(RoutingContext call, Optional<String> trouble) {
        JsonObject answer = new JsonObject().put("status", trouble.isEmpty() ? "UP" : "DOWN");
        trouble.ifPresent(reason -> answer.put("reason", reason));
        call.response().setStatusCode(trouble.isEmpty() ? 200 : 503);
        call.json(answer);
    }

    private void positions(RoutingContext call) {
        Optional<String> group = Optional.ofNullable(call.request().getParam("group"));
        Future.fromCompletionStage(positions.read(group), call.vertx().getOrCreateContext())
                .map(GroupStanding::json)
                .onSuccess(call::json)
                .onFailure(silent -> call.response()
                        .setStatusCode(503)
                        .putHeader("Retry-After", "1")
                        .end());
    }

    private void metrics(RoutingContext call) {
        call.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(registry.scrape());
    }
}
