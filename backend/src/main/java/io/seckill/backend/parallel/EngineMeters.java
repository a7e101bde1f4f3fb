package io.seckill.backend.parallel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.seckill.backend.command.DecisionMeters;
import io.seckill.backend.parallel.lane.LaneState;
import java.util.Collection;
import java.util.function.ToLongFunction;

/** How the held queues stand. The only label is the queue's number. */
final class EngineMeters {
    /** One queue's figures; {@code lag} counts records that no attempt was made at. */
    record QueueState(int queue, long lag, LaneState lane) {}

    private final MultiGauge lag;
    private final MultiGauge inFlight;
    private final MultiGauge holes;
    private final MultiGauge retries;

    EngineMeters(MeterRegistry registry) {
        lag = DecisionMeters.queueLag(registry);
        inFlight = gauge(registry, "seckill.engine.in.flight", "attempts that run");
        holes = gauge(registry, "seckill.engine.holes", "undecided records that later ones have overtaken");
        retries = gauge(registry, "seckill.engine.retries", "records in the retry queue");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Replaces the figures of all queues: one given away must not be shown as held. */
    void queues(Collection<QueueState> states) {
        register(lag, states, QueueState::lag);
        register(inFlight, states, state -> state.lane().inFlight());
        register(holes, states, state -> state.lane().holes());
        register(retries, states, state -> state.lane().retries());
    }

    private static void register(MultiGauge gauge, Collection<QueueState> states, ToLongFunction<QueueState> figure) {
        gauge.register(
                states.stream()
                        .map(state -> MultiGauge.Row.of(
                                Tags.of("queue", Integer.toString(state.queue())), figure.applyAsLong(state)))
                        .toList(),
                true);
    }
}
