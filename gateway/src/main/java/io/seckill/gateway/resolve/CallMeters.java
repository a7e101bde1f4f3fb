package io.seckill.gateway.resolve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.grpc.common.GrpcStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The numbers of the callback's port. Any thread may count. */
final class CallMeters {
    private final Map<GrpcStatus, Counter> refused = new EnumMap<>(GrpcStatus.class);
    private final Counter handshakes;

    CallMeters(MeterRegistry registry, AtomicInteger connections, AtomicInteger calls) {
        for (GrpcStatus status : GrpcStatus.values()) {
            if (status != GrpcStatus.OK) {
                refused.put(
                        status,
                        Counter.builder("seckill.callback.refused")
                                .description("Calls to the callback's port that were refused, by gRPC status")
                                .tag("status", status.name())
                                .register(registry));
            }
        }
        this.handshakes = Counter.builder("seckill.callback.handshakes.failed")
                .description("Connections to the callback's port that failed before the first call, mostly in TLS")
                .register(registry);
        gauge(registry, "seckill.callback.connections", "Connections of backends", connections::get);
        gauge(registry, "seckill.callback.calls", "Calls to the callback's port that are not over", calls::get);
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void refused(GrpcStatus status) {
        Counter counter = refused.get(status);
        if (counter != null) {
            counter.increment();
        }
    }

    void handshakeFailed() {
        handshakes.increment();
    }
}
