package io.seckill.backend.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.seckill.tracing.TraceHeaders;
import io.seckill.tracing.Tracing;
import io.seckill.v1.Outcome;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the traces that gateways began. Thread-safe.
 *
 * <p>Names are those of OpenTelemetry's conventions for messaging: a command is processed below the span that sent it. A
 * transaction that settles many has a span of its own, which links to them, as they do to it.
 */
public final class CommandTracer {
    private static final String SYSTEM = "messaging.system";
    private static final String KAFKA = "kafka";
    private static final String OPERATION = "messaging.operation.name";
    private static final String OPERATION_TYPE = "messaging.operation.type";
    private static final String DESTINATION = "messaging.destination.name";
    private static final String GROUP = "messaging.consumer.group.name";

    private final @Nullable Tracer tracer;
    private final String topic;
    private final String group;

    /** Goes on with commands of {@code topic} that {@code group} decides, where {@code tracing} is on. */
    public CommandTracer(Tracing tracing, String topic, String group) {
        this.tracer = tracing.on() ? tracing.tracer() : null;
        this.topic = topic;
        this.group = group;
    }

    /** One that traces nothing. */
    public static CommandTracer off() {
        return new CommandTracer(Tracing.off(), "", "");
    }

    /** Whether anything is traced. */
    public boolean on() {
        return tracer != null;
    }

    /** The command of {@code record} has just ended in {@code outcome}; null where it is not traced. */
    public @Nullable CommandTrace decided(ConsumerRecord<?, ?> record, Outcome outcome) {
        return tracer == null ? null : decided(tracer, record, outcome, Instant.now());
    }

    /** As {@link #decided}, where that took {@code nanos} and is durable. */
    public @Nullable CommandTrace decidedDurably(ConsumerRecord<?, ?> record, Outcome outcome, long nanos) {
        CommandTrace trace = tracer == null
                ? null
                : decided(tracer, record, outcome, Instant.now().minusNanos(nanos));
        if (trace != null) {
            trace.committed();
        }
        return trace;
    }

    private @Nullable CommandTrace decided(Tracer from, ConsumerRecord<?, ?> record, Outcome outcome, Instant at) {
        SpanContext sent = TraceHeaders.read(record.headers());
        if (!sent.isSampled()) {
            return null;
        }
        Span process = operation(from, "process")
                .setParent(Context.root().with(Span.wrap(sent)))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(at)
                .setAttribute("messaging.destination.partition.id", String.valueOf(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .setAttribute("seckill.outcome", outcome.name())
                .startSpan();
        return new CommandTrace(from, process);
    }

    /** A transaction of {@code commands} commands, {@code traced} among them, took {@code nanos} and is durable now. */
    public void committed(List<CommandTrace> traced, int commands, long nanos) {
        if (tracer == null || traced.isEmpty()) {
            return;
        }
        SpanBuilder commit = operation(tracer, "commit")
                .setNoParent()
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(Instant.now().minusNanos(nanos))
                .setAttribute("messaging.batch.message_count", commands);
        traced.forEach(trace -> commit.addLink(trace.context()));
        Span transaction = commit.startSpan();
        traced.forEach(trace -> trace.committedIn(transaction.getSpanContext()));
        transaction.end();
    }

    private SpanBuilder operation(Tracer from, String name) {
        return from.spanBuilder(name + " " + topic)
                .setAttribute(SYSTEM, KAFKA)
                .setAttribute(OPERATION, name)
                .setAttribute(OPERATION_TYPE, name.equals("commit") ? "settle" : name)
                .setAttribute(DESTINATION, topic)
                .setAttribute(GROUP, group);
    }
}
