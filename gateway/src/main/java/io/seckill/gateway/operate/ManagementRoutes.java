package io.seckill.gateway.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.gateway.auth.AdminAuthorizer;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.Problems;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.pending.WaitEnded;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.JsonBody;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.http.Methods;
import io.seckill.kafka.GroupLag;
import io.seckill.kafka.GroupLagReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;

/** What the management port serves: health, metrics, the administration of items. */
public final class ManagementRoutes {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final GatewayContext shared;
    private final PrometheusMeterRegistry registry;
    private final CommandSender sender;
    private final GroupLagReader positions;

    /** Serves the gateway of {@code shared}; item commands leave by {@code sender}, on whose loop the port must be. */
    public ManagementRoutes(
            GatewayContext shared, PrometheusMeterRegistry registry, CommandSender sender, GroupLagReader positions) {
        this.positions = positions;
        this.shared = shared;
        this.registry = registry;
        this.sender = sender;
    }

    /** The request handler. */
    public Router router(Vertx vertx) {
        Router router = Problems.on(Router.router(vertx), shared.replies());
        router.errorHandler(
                Code.TOO_LARGE.status(),
                context -> refuse(context, Code.TOO_LARGE, "body: more than an item's definition can need"));
        Methods.get(router, "/health/live").handler(context -> health(context, true));
        Methods.get(router, "/health/ready")
                .handler(context -> health(context, shared.readiness().isReady()));
        // One thread of its own: the workers that Vert.x shares out would grow to twenty.
        WorkerExecutor writer = vertx.createSharedWorkerExecutor("seckill-metrics", 1);
        Methods.get(router, "/metrics").handler(context -> metrics(context, writer));
        AdminAuthorizer gate = shared.identity().adminGate().get();
        router.route("/v1/admin/*").handler(context -> admit(context, gate));
        BulkRoute bulk = new BulkRoute(vertx, shared.settings(), sender, shared.replies());
        router.put("/v1/admin/items").handler(bulk::put);
        router.put("/v1/admin/items/:itemId")
                .handler(BodyHandler.create(false)
                        .setBodyLimit(shared.settings().http().maxBodyBytes()))
                .handler(this::putItem);
        Methods.get(router, "/v1/admin/positions").handler(this::positions);
        return router;
    }

    private void admit(RoutingContext context, AdminAuthorizer gate) {
        gate.check(context.request(), unauthenticated -> {
            if (unauthenticated == null) {
                context.next();
            } else {
                shared.replies().refuse(context.response(), unauthenticated.challenging(context.response()));
            }
        });
    }

    private void health(RoutingContext context, boolean up) {
        context.response()
                .setStatusCode(up ? OK : UNAVAILABLE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(JsonBody.object(json -> {
                    json.writeStringField("status", up ? "UP" : "DOWN");
                    json.writeStringField("phase", shared.readiness().toString());
                    json.writeStringField("notReadyReason", shared.readiness().notReadyReason());
                    json.writeBooleanField("queueAnswers", shared.queueAnswers());
                    json.writeBooleanField(
                            "keysAreUpToDate",
                            shared.identity().keysAreUpToDate().getAsBoolean());
                }));
    }

    /** Written by a worker: this event loop has buyers, too. */
    private void metrics(RoutingContext context, WorkerExecutor writer) {
        writer.executeBlocking(() -> registry.scrape())
                .onSuccess(page -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(page))
                .onFailure(context::fail);
    }

    private void positions(RoutingContext context) {
        String group = context.queryParams().get("group");
        if (group != null && group.isEmpty()) {
            refuse(context, Code.INVALID_REQUEST, "query: group must be a group's name");
            return;
        }
        Future.fromCompletionStage(
                        positions.read(Optional.ofNullable(group)),
                        context.vertx().getOrCreateContext())
                .map(GroupLag::json)
                .onSuccess(context::json)
                .onFailure(silent -> refuse(context, Code.QUEUE_UNAVAILABLE, "the cluster does not answer"));
    }

    private void putItem(RoutingContext context) {
        HttpServerResponse response = context.response();
        try {
            String itemId = ItemForm.itemIdInPath(context.pathParam("itemId"));
            JsonObject body = context.body().asJsonObject();
            if (body == null) {
                throw new IllegalArgumentException("body: a JSON object is expected");
            }
            ItemDefinition definition = new ItemDefinition(itemId, ItemForm.parse(body));
            Duration longest = shared.settings().purchase().maxWait();
            Preference preference = Preference.of(context.request().headers(), longest, longest);
            preference.tell(response);
            SentCommand sent = sender.send(definition, preference.waitMillis(), response);
            sent.result().onComplete((result, none) -> sent.reply(response, result, none, shared.replies()));
        } catch (RefusedException | WaitEnded failure) {
            shared.replies().refuse(response, failure);
        } catch (DecodeException | ClassCastException e) {
            refuse(context, Code.INVALID_REQUEST, "body: a JSON object is expected");
        } catch (IllegalArgumentException e) {
            refuse(context, Code.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(RoutingContext context, Code code, String detail) {
        shared.replies().refuse(context.response(), new Refusal(code, detail));
    }
}
