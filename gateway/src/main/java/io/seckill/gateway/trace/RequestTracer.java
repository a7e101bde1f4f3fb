package io.seckill.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.seckill.contract.Limits;
import io.seckill.gateway.respond.Answer;
import io.seckill.tracing.Tracing;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.Map.Entry;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's tracer for OpenTelemetry, which is asked about the requests that are traced and about no other: what it reads of
 * each one costs as much as a good part of a purchase's way.
 */
public final class RequestTracer implements VertxTracer<@Nullable Object, Object> {
    private static final ContextLocal<Span> SPAN = ContextLocal.registerLocal(Span.class);
    private static final String PARENT = "traceparent";
    private static final String CALLERS_ID = "http.request.header.x-request-id";

    private final VertxTracer<Object, ?> vertxTracer;
    private final double sampled;

    /** Traces into {@code tracing} the share {@code sampled} of the requests, and those whose caller has them traced. */
    @SuppressWarnings("unchecked") // What the tracer made is all that it is given.
    public RequestTracer(Tracing tracing, double sampled) {
        this.vertxTracer = (VertxTracer<Object, ?>)
                new OpenTelemetryTracingFactory(tracing.openTelemetry()).tracer(new TracingOptions());
        this.sampled = sampled;
    }

    /** The span of {@code request}; null where it is not traced. */
    static @Nullable Span spanOf(HttpServerRequest request) {
        return request instanceof HttpServerRequestInternal held
                ? held.context().getLocal(SPAN)
                : null;
    }

    @Override
    public <R> @Nullable Object receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Entry<String, String>> headers,
            TagExtractor<R> tags) {
        if (policy == TracingPolicy.IGNORE || !(request instanceof HttpServerRequest asked) || !isTraced(asked)) {
            return null;
        }
        Object opened = vertxTracer.receiveRequest(context, kind, policy, request, operation, headers, tags);
        ((ContextInternal) context).dispatch(() -> keep(Span.current(), context, asked));
        return opened;
    }

    /** Whether the tracer is asked: by a caller's word it holds, and of all other requests a share is drawn. */
    private boolean isTraced(HttpServerRequest request) {
        return request.headers().contains(PARENT) || ThreadLocalRandom.current().nextDouble() < sampled;
    }

    private static void keep(Span span, Context context, HttpServerRequest request) {
        if (!span.isRecording()) {
            return;
        }
        context.putLocal(SPAN, span);
        String callersId = request.getHeader(Answer.REQUEST_ID);
        if (callersId != null && Limits.isId(callersId)) {
            span.setAttribute(CALLERS_ID, callersId);
        }
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable Object opened,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (opened != null) {
            vertxTracer.sendResponse(context, response, opened, failure, tags);
        }
    }
}
