package io.seckill.backend.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** The spans of one command, from its decision to its delivery. Used by one thread after the other. */
public final class CommandTrace {
    private static final String SERVICE = "seckill.v1.ResultCallback";
    private static final String METHOD = "DeliverStream";

    private final Tracer tracer;
    private final Span process;
    private Span deliver = Span.getInvalid();

    CommandTrace(Tracer tracer, Span process) {
        this.tracer = tracer;
        this.process = process;
    }

    /** What others link to. */
    SpanContext context() {
        return process.getSpanContext();
    }

    /** It became durable in the transaction whose span is {@code transaction}. */
    void committedIn(SpanContext transaction) {
        process.addLink(transaction);
        committed();
    }

    /** It is durable, and on its way to the gateway. */
    void committed() {
        process.end();
        deliver = tracer.spanBuilder(SERVICE + "/" + METHOD)
                .setParent(Context.root().with(process))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("rpc.system", "grpc")
                .setAttribute("rpc.service", SERVICE)
                .setAttribute("rpc.method", METHOD)
                .startSpan();
    }

    /** The gateway at {@code address} has acknowledged it with {@code receipt}. */
    public void delivered(String address, String receipt) {
        deliver.setAttribute("server.address", address);
        deliver.setAttribute("seckill.receipt", receipt);
        deliver.end();
    }
}
