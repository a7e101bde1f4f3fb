package io.seckill.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A trace among the headers of a Kafka record: W3C's {@code traceparent} and {@code tracestate}. */
public final class TraceHeaders {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeaders() {}

    /** Writes where {@code span} belongs to {@code headers}. */
    public static void write(Span span, Headers headers) {
        W3C.inject(Context.root().with(span), headers, (to, name, value) -> {
            if (to != null) {
                to.add(name, value.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** The span that {@code headers} name, as the parent of others; invalid where they name none. */
    public static SpanContext read(Headers headers) {
        if (headers.lastHeader("traceparent") == null) {
            return SpanContext.getInvalid();
        }
        return Span.fromContext(W3C.extract(Context.root(), headers, new Getter()))
                .getSpanContext();
    }

    /** Those of {@code headers} that name a span, for a copy of their record. */
    public static List<Header> of(Headers headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .filter(header -> W3C.fields().contains(header.key()))
                .toList();
    }

    private static final class Getter implements TextMapGetter<Headers> {
        @Override
        public Iterable<String> keys(Headers headers) {
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(Header::key)
                    .toList();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            Header header = headers == null ? null : headers.lastHeader(name);
            return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
