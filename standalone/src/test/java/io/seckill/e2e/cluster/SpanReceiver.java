package io.seckill.e2e.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What an OpenTelemetry collector does first: takes spans by OTLP over HTTP, and keeps them. */
public final class SpanReceiver implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final Vertx vertx = Vertx.vertx();
    private final List<Traced> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** A span, and the name of the service that made it. */
    public record Traced(String service, Span span) {
        /** As in {@code traceparent}. */
        public String traceId() {
            return hex(span.getTraceId());
        }

        /** As in {@code traceparent}. */
        public String id() {
            return hex(span.getSpanId());
        }

        /** The id of the span above; empty where there is none. */
        public String parent() {
            return hex(span.getParentSpanId());
        }

        /** Service, kind and name. */
        public String title() {
            return service + " " + span.getKind().name().replace("SPAN_KIND_", "") + " " + span.getName();
        }

        /** The texts and numbers that were noted, by name. */
        public Map<String, String> attributes() {
            return texts(span.getAttributesList());
        }

        /** The spans that it links to. */
        public List<String> links() {
            return span.getLinksList().stream()
                    .map(link -> hex(link.getSpanId()))
                    .toList();
        }
    }

    /** Listens on a free port of loopback. */
    public SpanReceiver() {
        server = Now.get(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    /** What {@code tracing.otlp} is to be. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** All spans of the trace {@code traceId} that have come. */
    public List<Traced> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** All spans that have come. */
    public List<Traced> all() {
        return spans;
    }

    private void take(HttpServerRequest request) {
        if (!request.path().equals("/v1/traces")) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.body()
                .map(SpanReceiver::parse)
                .onSuccess(batch -> {
                    batch.getResourceSpansList()
                            .forEach(resource -> resource.getScopeSpansList()
                                    .forEach(scope -> scope.getSpansList()
                                            .forEach(span ->
                                                    spans.add(new Traced(service(resource.getResource()), span)))));
                    request.response()
                            .putHeader("Content-Type", "application/x-protobuf")
                            .end();
                })
                .onFailure(unreadable -> request.response().setStatusCode(400).end());
    }

    private static ExportTraceServiceRequest parse(Buffer body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String service(Resource resource) {
        return texts(resource.getAttributesList()).getOrDefault("service.name", "");
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        entry -> entry.getValue().hasStringValue()
                                ? entry.getValue().getStringValue()
                                : Long.toString(entry.getValue().getIntValue())));
    }

    private static String hex(ByteString id) {
        return HEX.formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        Now.get(vertx.close());
    }
}
