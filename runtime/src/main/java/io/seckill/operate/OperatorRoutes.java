package io.seckill.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seckill.http.JsonBody;
import io.seckill.http.Methods;
import io.seckill.kafka.GroupLag;
import io.seckill.kafka.GroupLagReader;
import io.seckill.kafka.Topics;
import io.seckill.process.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/** What every process shows its operators: health, metrics, and how far groups are. */
public final class OperatorRoutes {
    private static final int OK = 200;
    private static final int INVALID = 400;
    private static final int UNAVAILABLE = 503;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** The form that has exemplars. */
    private static final String OPEN_METRICS = "application/openmetrics-text";

    /**
     * How a process is.
     *
     * @param up whether it is well
     * @param more further fields of the answer
     */
    public record Status(boolean up, JsonBody.Content more) {}

    /** How a process refuses. */
    @FunctionalInterface
    public interface Refusals {
        /** Answers {@code status}, 400 or 503, with {@code detail} for a person. */
        void refuse(HttpServerResponse response, int status, String detail);
    }

    private final PrometheusMeterRegistry registry;
    private final GroupLagReader positions;
    private final Refusals refusals;

    /** Shows {@code registry} and {@code positions}; what cannot be answered goes to {@code refusals}. */
    public OperatorRoutes(PrometheusMeterRegistry registry, GroupLagReader positions, Refusals refusals) {
        this.registry = registry;
        this.positions = positions;
        this.refusals = refusals;
    }

    /** Adds the routes to {@code router}; {@code live} and {@code ready} are asked at each call, on the event loop. */
    public void addTo(Router router, Vertx vertx, Supplier<Status> live, Supplier<Status> ready) {
        Methods.get(router, "/health/live").handler(context -> tell(context, live.get()));
        Methods.get(router, "/health/ready").handler(context -> tell(context, ready.get()));
        // A scrape of thousands of lines takes milliseconds. One thread: the workers that Vert.x shares out would grow
        // to twenty.
        WorkerExecutor writer = vertx.createSharedWorkerExecutor("seckill-metrics", 1);
        Methods.get(router, "/metrics").handler(context -> {
            String form = formOfMetrics(context.request().getHeader(HttpHeaders.ACCEPT));
            writer.executeBlocking(() -> registry.scrape(form))
                    .onSuccess(page -> answer(context, OK, form, Buffer.buffer(page)))
                    .onFailure(context::fail);
        });
        Methods.get(router, "/v1/admin/positions").handler(this::positions);
    }

    private static String formOfMetrics(@Nullable String accepted) {
        boolean open = accepted != null && accepted.contains(OPEN_METRICS);
        return open ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : PROMETHEUS_TEXT;
    }

    private static void tell(RoutingContext context, Status status) {
        Buffer body = JsonBody.object(json -> {
            json.writeStringField("status", status.up() ? "UP" : "DOWN");
            status.more().writeTo(json);
        });
        answer(context, status.up() ? OK : UNAVAILABLE, JSON, body);
    }

    private void positions(RoutingContext context) {
        String group = context.queryParams().get("group");
        if (group != null && group.isEmpty()) {
            refusals.refuse(context.response(), INVALID, "query: group must be a group's name");
            return;
        }
        Future.fromCompletionStage(
                        positions.read(Optional.ofNullable(group)),
                        context.vertx().getOrCreateContext())
                .map(GroupLag::json)
                .onSuccess(page -> answer(context, OK, JSON, page))
                .onFailure(silent -> refusals.refuse(context.response(), UNAVAILABLE, reason(silent)));
    }

    private static String reason(Throwable failure) {
        Throwable root = Topics.rootOf(failure);
        return root instanceof AuthorizationException ? Causes.inOneLine(root) : "the cluster does not answer";
    }

    private static void answer(RoutingContext context, int status, String type, Buffer body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(body);
    }
}
