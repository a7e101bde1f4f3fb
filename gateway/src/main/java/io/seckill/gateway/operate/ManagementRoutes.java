package io.seckill.gateway.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.gateway.auth.AdminAuthorizer;
import io.seckill.gateway.auth.Caller;
import io.seckill.gateway.http.BodyReader;
import io.seckill.gateway.http.CommandSender;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.http.Preference;
import io.seckill.gateway.http.Problems;
import io.seckill.gateway.http.SentCommand;
import io.seckill.gateway.items.ItemRoutes;
import io.seckill.gateway.order.OrderHandler;
import io.seckill.gateway.pending.WaitEnded;
import io.seckill.gateway.projection.OrdersRoute;
import io.seckill.gateway.projection.OrdersTable;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.RefusedException;
import io.seckill.http.Methods;
import io.seckill.kafka.GroupLagReader;
import io.seckill.operate.OperatorRoutes;
import io.seckill.v1.ItemState;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/** What the management port serves: health, metrics, items and anybody's orders, and the page for all of it. */
public final class ManagementRoutes {
    private static final String ITEMS = "/v1/admin/items";

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
                context -> refuse(
                        context,
                        Code.TOO_LARGE,
                        "body: more than an item's definition, or a choice of dead letters, can need"));
        AdminAuthorizer gate = shared.identity().adminGate().get();
        AuditLog audit = new AuditLog(Clock.systemUTC());
        router.route("/v1/admin/*").handler(context -> admit(context, gate, audit));
        router.route("/v1/items/*").handler(context -> admit(context, gate, audit));
        OrderHandler.ofOperators(shared, sender).addTo(router);
        Methods.get(router, "/v1/admin/audit").handler(audit::list);
        DeadLetterRoute letters = new DeadLetterRoute(vertx, shared.settings(), shared.replies());
        Methods.get(router, "/v1/admin/dead-letters").handler(letters::list);
        router.post("/v1/admin/dead-letters/redrive").handler(bodyInMemory()).handler(letters::redrive);
        Methods.get(router, ITEMS)
                .handler(new ItemRoutes(
                        shared.catalogue(), shared.freshness(), Clock.systemUTC(), shared.replies(), ITEMS)::list);
        BulkRoute bulk = new BulkRoute(vertx, shared.settings(), sender, shared.replies());
        router.put(ITEMS).handler(bulk::put);
        OrdersTable orders = OrdersTable.of(vertx, shared.settings().ordersTable());
        Methods.get(router, ITEMS + "/:itemId/orders").handler(new OrdersRoute(orders, shared.replies())::list);
        router.put("/v1/admin/items/:itemId")
                .handler(bodyInMemory())
                .handler(context -> change(context, itemId -> definition(itemId, context)));
        router.delete("/v1/admin/items/:itemId").handler(context -> change(context, ItemChange::deletion));
        changesState(router, "pause", ItemState.ITEM_STATE_PAUSED);
        changesState(router, "resume", ItemState.ITEM_STATE_UNSPECIFIED);
        changesState(router, "close", ItemState.ITEM_STATE_CLOSED);
        ConsolePage.addTo(router);
        new OperatorRoutes(registry, positions, this::refuse)
                .addTo(
                        router,
                        vertx,
                        () -> new OperatorRoutes.Status(true, this::writeHealth),
                        () -> new OperatorRoutes.Status(shared.readiness().isReady(), this::writeHealth));
        return router;
    }

    private static BodyHandler bodyInMemory() {
        return BodyHandler.create(false).setBodyLimit(BodyReader.MAX_BYTES);
    }

    private void admit(RoutingContext context, AdminAuthorizer gate, AuditLog audit) {
        gate.check(context.request(), caller -> {
            if (caller instanceof Caller.User user) {
                audit.follow(context, user.id());
                context.next();
            } else if (caller instanceof Caller.Unauthenticated unauthenticated) {
                shared.replies().refuse(context.response(), unauthenticated.challenging(context.response()));
            }
        });
    }

    private void writeHealth(JsonGenerator json) throws IOException {
        json.writeStringField("phase", shared.readiness().toString());
        json.writeStringField("notReadyReason", shared.readiness().notReadyReason());
        json.writeBooleanField("queueAnswers", shared.queueAnswers());
        json.writeBooleanField(
                "keysAreUpToDate", shared.identity().keysAreUpToDate().getAsBoolean());
    }

    private void changesState(Router router, String verb, ItemState to) {
        router.post("/v1/admin/items/:itemId/" + verb)
                .handler(context -> change(context, itemId -> ItemChange.state(itemId, to)));
    }

    private static ItemChange definition(String itemId, RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        if (body == null) {
            throw new IllegalArgumentException("body: a JSON object is expected");
        }
        AuditLog.change(context, body.encode());
        return ItemChange.definition(itemId, ItemForm.parse(itemId, body));
    }

    /** Has the change sent that {@code form} makes of the item's id, and answers what comes of it. */
    private void change(RoutingContext context, Function<String, ItemChange> form) {
        HttpServerResponse response = context.response();
        try {
            ItemChange change = form.apply(ItemForm.itemIdInPath(context.pathParam("itemId")));
            Duration longest = shared.settings().purchase().maxWait();
            Preference preference = Preference.of(context.request().headers(), longest, longest);
            preference.tell(response);
            SentCommand sent = sender.send(change, preference.waitMillis(), context.request());
            sent.result().onComplete((result, none) -> sent.reply(response, result, none, shared.replies()));
        } catch (RefusedException | WaitEnded failure) {
            shared.replies().refuse(response, failure);
        } catch (DecodeException | ClassCastException e) {
            refuse(context, Code.INVALID_REQUEST, "body: a JSON object is expected");
        } catch (IllegalArgumentException e) {
            refuse(context, Code.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(HttpServerResponse response, int status, String detail) {
        Code code = status == Code.INVALID_REQUEST.status() ? Code.INVALID_REQUEST : Code.QUEUE_UNAVAILABLE;
        shared.replies().refuse(response, new Refusal(code, detail));
    }

    private void refuse(RoutingContext context, Code code, String detail) {
        shared.replies().refuse(context.response(), new Refusal(code, detail));
    }
}
