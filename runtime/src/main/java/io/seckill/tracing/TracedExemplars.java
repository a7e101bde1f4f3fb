package io.seckill.tracing;

import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** Names the current span where a histogram asks for an exemplar. */
final class TracedExemplars implements SpanContext {
    @Override
    public @Nullable String getCurrentTraceId() {
        return current().isValid() ? current().getTraceId() : null;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        return current().isValid() ? current().getSpanId() : null;
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return current().isSampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        Span.current().setAttribute(EXEMPLAR_ATTRIBUTE_NAME, EXEMPLAR_ATTRIBUTE_VALUE);
    }

    private static io.opentelemetry.api.trace.SpanContext current() {
        return Span.current().getSpanContext();
    }
}
