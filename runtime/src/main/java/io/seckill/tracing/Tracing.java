package io.seckill.tracing;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one process. Thread-safe.
 *
 * <p>Spans are exported in the background, from a queue whose bound the SDK sets; past it spans are dropped.
 */
public final class Tracing {
    private static final String SCOPE = "io.seckill";
    private static final String TRACES = "/v1/traces";
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final long LAST_EXPORT_SECONDS = 2;

    private final @Nullable OpenTelemetrySdk sdk;

    private Tracing(@Nullable OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /** The tracing of {@code service}, off where {@code settings} name no receiver. */
    public static Tracing of(TracingSettings settings, String service) {
        return settings.otlp().isEmpty() ? off() : new Tracing(sdk(settings.otlp(), service));
    }

    /** No tracing. */
    public static Tracing off() {
        return new Tracing(null);
    }

    private static OpenTelemetrySdk sdk(String otlp, String service) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(otlp.replaceAll("/+$", "") + TRACES)
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service))))
                // A caller's decision holds. Of all others the gateway draws its share before it makes a span.
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(EXPORT_EVERY)
                        .build())
                .build();
        return OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
    }

    /** Whether anything is traced. */
    public boolean on() {
        return sdk != null;
    }

    /** For libraries that trace. */
    public OpenTelemetry openTelemetry() {
        return sdk == null ? OpenTelemetry.noop() : sdk;
    }

    /** Makes spans; of none, where this is off, that anybody hears. */
    public Tracer tracer() {
        return openTelemetry().getTracer(SCOPE);
    }

    /** A registry whose histograms name traces as exemplars, where this is on. */
    public PrometheusMeterRegistry registry() {
        return on()
                ? new PrometheusMeterRegistry(
                        PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new TracedExemplars())
                : new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /** Exports what has ended. Blocks, for two seconds at most. */
    public void close() {
        if (sdk != null) {
            sdk.getSdkTracerProvider().shutdown().join(LAST_EXPORT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
