package io.seckill.backend.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.http.HeadRequest;
import io.seckill.http.JsonBody;
import io.seckill.http.Methods;
import io.seckill.http.Objection;
import io.seckill.http.RequestFilter;
import io.seckill.kafka.GroupLagReader;
import io.seckill.net.TlsFiles;
import io.seckill.operate.OperatorRoutes;
import io.seckill.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code /health/live}, {@code /health/ready}, {@code /metrics} and {@code /v1/admin/positions}. */
public final class ManagementServer {
    private static final int IDLE_SECONDS = 60;
    private static final int INVALID = 400;
    private static final int NO_SUCH_METHOD = 405;
    private static final int UNAVAILABLE = 503;

    private final Supplier<Optional<String>> deadPart;
    private final Supplier<Optional<String>> notReadyReason;
    private final PrometheusMeterRegistry registry;
    private final GroupLagReader positions;

    /**
     * A server of the meters of {@code registry} and of {@code positions}.
     *
     * @param deadPart what only a restart can mend, in a few words; empty where nothing is. Asked on an event loop
     * @param notReadyReason why the process does not do all its work now; empty where it does. Asked on an event loop
     */
    public ManagementServer(
            Supplier<Optional<String>> deadPart,
            Supplier<Optional<String>> notReadyReason,
            PrometheusMeterRegistry registry,
            GroupLagReader positions) {
        this.deadPart = deadPart;
        this.notReadyReason = notReadyReason;
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
        router.errorHandler(NO_SUCH_METHOD, call -> {
            call.response().putHeader("Allow", Methods.allowed(router, call.normalizedPath()));
            refuse(call.response(), NO_SUCH_METHOD, "this path takes the methods in Allow");
        });
        router.errorHandler(INVALID, call -> refuse(call.response(), INVALID, "the path or the query cannot be read"));
        new OperatorRoutes(registry, positions, ManagementServer::refuse)
                .addTo(router, vertx, () -> status(deadPart.get()), () -> status(notReadyReason.get()));
        RequestFilter filter = RequestFilter.ofHosts(hosts(settings));
        HttpServerOptions options = settings.tls().serve(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS));
        return vertx.createHttpServer(options)
                .requestHandler(request -> handle(HeadRequest.of(request), filter, router))
                .listen(settings.port(), settings.host())
                .onSuccess(server -> TlsFiles.follow(vertx, settings.tls(), server, options))
                .recover(taken -> Future.failedFuture(new SettingsException(
                        "cannot listen on " + settings.host() + ":" + settings.port() + " (" + section
                                + ".management): " + taken.getMessage(),
                        taken)));
    }

    private static List<String> hosts(ManagementSettings settings) {
        return Stream.concat(settings.hosts().stream(), Stream.of(settings.host()))
                .toList();
    }

    private static void handle(HttpServerRequest request, RequestFilter filter, Router router) {
        Objection objection = filter.objection(request);
        if (objection == null) {
            router.handle(request);
        } else {
            refuse(request.response(), objection.kind().status(), objection.detail());
        }
    }

    private static void refuse(HttpServerResponse response, int status, String detail) {
        if (status == UNAVAILABLE) {
            response.putHeader("Retry-After", "1");
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(JsonBody.object(json -> {
                    json.writeNumberField("status", status);
                    json.writeStringField("detail", detail);
                }));
    }

    private static OperatorRoutes.Status status(Optional<String> trouble) {
        return new OperatorRoutes.Status(trouble.isEmpty(), json -> {
            if (trouble.isPresent()) {
                json.writeStringField("reason", trouble.get());
            }
        });
    }
}
