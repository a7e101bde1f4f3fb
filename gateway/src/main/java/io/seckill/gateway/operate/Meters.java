package io.seckill.gateway.operate;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.seckill.gateway.admit.RateGuard;
import io.seckill.gateway.http.GatewayContext;
import io.seckill.gateway.pending.Accounting;
import io.seckill.gateway.pending.Ending;
import io.seckill.gateway.publish.ClockOffset;
import java.util.Locale;
import java.util.function.Supplier;

/** What is measured about the gateway as a whole. No label ever holds a caller's words. */
public final class Meters {
    private final MeterRegistry registry;
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    /**
     * Registers the meters of {@code shared} and the runtime in {@code registry}; {@code layoutVersion} is of the table by which
     * commands go.
     */
    public Meters(
            MeterRegistry registry, GatewayContext shared, ClockOffset clockOffset, Supplier<Number> layoutVersion) {
        this.registry = registry;
        bindAccounting(shared.accounting());
        gauge("seckill.catalogue.items", "Items known", () -> shared.catalogue().size());
        gauge(
                "seckill.catalogue.left.out",
                "Items that found no room",
                () -> shared.catalogue().leftOut());
        gauge(
                "seckill.edge.current",
                "1 where the view of the items is current and answers in place of the queue",
                () -> shared.edge().answers() ? 1 : 0);
        bindRates(shared.rates());
        gauge(
                "seckill.http.connections",
                "Public connections open",
                () -> shared.gate().open());
        gauge("seckill.queue.answers", "1 where the broker answers appends", () -> shared.queueAnswers() ? 1 : 0);
        gauge(
                "seckill.queues.unanswered",
                "Queues whose latest append was not answered in time",
                () -> shared.breakers().open());
        gauge(
                "seckill.line.predicted.wait.seconds",
                "The longest wait for a decision that is predicted now",
                () -> shared.backlog().longestPredictedWaitMillis() / 1_000.0);
        gauge(
                "seckill.line.standstill.seconds",
                "For how long a queue in which something waits has made no progress, the longest of all queues",
                () -> shared.backlog().longestStandstillMillis() / 1_000.0);
        gauge("seckill.slots.version", "The version of the table of slots by which commands go", layoutVersion);
        gauge(
                "seckill.slots.held",
                "Commands held back while their slot moves to another queue",
                () -> shared.commandRouters().held());
        gauge(
                "seckill.clock.offset.seconds",
                "By how much this machine's clock is ahead of the brokers', at least; negative where it is behind",
                () -> clockOffset.millis() / 1_000.0);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        garbage.bindTo(registry);
    }

    /** Adds how many requests wait. */
    public void bindOpen(Supplier<Number> open) {
        gauge("seckill.requests.open", "Requests that wait for their result", open);
    }

    private void bindAccounting(Accounting books) {
        FunctionCounter.builder("seckill.requests.opened", books, Accounting::opened)
                .description("Requests registered; equals the sum of the endings and the open ones")
                .register(registry);
        for (Ending ending : Ending.values()) {
            FunctionCounter.builder(
                            "seckill.requests."
                                    + ending.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                            books,
                            b -> b.ended(ending))
                    .description("Registered requests that ended this way")
                    .register(registry);
        }
    }

    private void bindRates(RateGuard rates) {
        gauge("seckill.rate.users", "Users whose rate is remembered", rates::users);
        gauge("seckill.rate.devices", "Devices whose rate is remembered", rates::devices);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Stops listening to the collector. */
    public void close() {
        garbage.close();
    }
}
