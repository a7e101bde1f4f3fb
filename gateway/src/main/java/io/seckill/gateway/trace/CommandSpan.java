package io.seckill.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.seckill.tracing.TraceHeaders;
import io.seckill.tracing.Tracing;
import io.seckill.v1.CommandOrBuilder;
import io.vertx.core.http.HttpServerRequest;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The span of one command's way into the queue, below that of its request. Owned by an event loop, but for
 * {@link #appended}, which comes on the producer's thread.
 *
 * <p>Names are those of OpenTelemetry's conventions for messaging.
 */
public final class CommandSpan {
    private final Tracer tracer;
    private final Span request;
    private Span send = Span.getInvalid();

    private CommandSpan(Tracer tracer, Span request) {
        this.tracer = tracer;
        this.request = request;
    }

    /** The span of what {@code request} sends; null where that is not traced. */
    public static @Nullable CommandSpan of(Tracing tracing, HttpServerRequest request) {
        Span span = tracing.on() ? RequestTracer.spanOf(request) : null;
        return span == null ? null : new CommandSpan(tracing.tracer(), span);
    }

    /** It is {@code command}, and has the id {@code requestId}. */
    public void is(CommandOrBuilder command, String requestId) {
        request.setAttribute("seckill.command", command.getActionCase().name());
        request.setAttribute("seckill.request_id", requestId);
    }

    /** {@code row} is on its way, and takes the span's id along. */
    public void sending(ProducerRecord<?, ?> row) {
        send = tracer.spanBuilder("send " + row.topic())
                .setParent(Context.root().with(request))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.destination.name", row.topic())
                .setAttribute("messaging.destination.partition.id", String.valueOf(row.partition()))
                .startSpan();
        TraceHeaders.write(send, row.headers());
    }

    /** The record is durable at {@code offset}. */
    public void appended(long offset) {
        send.setAttribute("messaging.kafka.offset", offset);
        send.end();
    }

    /** The record is not, or may not be, in the queue. */
    public void failed(String how) {
        send.setStatus(StatusCode.ERROR, how);
        send.end();
    }

    /** Runs {@code answer} with the request's span as the current one, so that a histogram can name it. */
    public void run(Runnable answer) {
        Context.root().with(request).wrap(answer).run();
    }
}
