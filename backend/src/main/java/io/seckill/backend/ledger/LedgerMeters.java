package io.seckill.backend.ledger;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.seckill.backend.command.DecisionMeters;
import io.seckill.backend.command.ParsedRecord;
import io.seckill.backend.decide.Ledger;
import io.seckill.v1.Command;
import io.seckill.v1.OrderStatus;
import io.seckill.v1.Outcome;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The numbers of steps 5 and 6. The only labels are the outcome, the kind of poison and the queue's number. */
final class LedgerMeters {
    /** How one queue stands. */
    record QueueState(int queue, long lag, Ledger ledger) {}

    private static final List<OrderStatus> HELD = List.of(
            OrderStatus.ORDER_STATUS_RESERVED,
            OrderStatus.ORDER_STATUS_CONFIRMED,
            OrderStatus.ORDER_STATUS_CANCELLED,
            OrderStatus.ORDER_STATUS_EXPIRED,
            OrderStatus.ORDER_STATUS_REFUNDED);

    private final DecisionMeters decisions;
    private final Map<OrderStatus, Counter> held = new EnumMap<>(OrderStatus.class);
    private final MultiGauge lag;
    private final MultiGauge orders;
    private final MultiGauge reserved;
    private final MultiGauge ended;
    private final MultiGauge items;
    private final MultiGauge outcomes;
    private final MultiGauge unknown;
    private final Timer loads;
    private final AtomicInteger undecided = new AtomicInteger();

    LedgerMeters(MeterRegistry registry) {
        decisions = new DecisionMeters(registry);
        for (OrderStatus status : HELD) {
            String name = label(status).replace("order_status_", "");
            held.put(
                    status,
                    Counter.builder("seckill.orders.held")
                            .description("orders for which payment was asked, each time that one became so")
                            .tag("status", name)
                            .register(registry));
        }
        lag = DecisionMeters.queueLag(registry);
        Gauge.builder("seckill.queues.undecided", undecided, AtomicInteger::get)
                .description("held queues that are not being decided; /health/ready says why")
                .register(registry);
        orders = gauge(registry, "seckill.ledger.orders", "accepted orders that have not ended");
        reserved = gauge(registry, "seckill.ledger.reserved", "those of them that wait for payment");
        ended = gauge(registry, "seckill.ledger.ended", "remembered orders that were cancelled, expired or refunded");
        items = gauge(registry, "seckill.ledger.items", "items in memory");
        outcomes = gauge(registry, "seckill.ledger.outcomes", "remembered outcomes of purchases without an order");
        unknown = gauge(registry, "seckill.ledger.unknown", "remembered purchases that were asked about and unknown");
        loads = Timer.builder("seckill.ledger.load")
                .description("time to rebuild the ledgers of queues newly assigned")
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    void decided(Command command, Outcome outcome) {
        decisions.decided(command, outcome);
    }

    /** An order was accepted, or has changed, and stands so now. */
    void became(OrderStatus status) {
        if (status != OrderStatus.ORDER_STATUS_UNSPECIFIED) {
            requireNonNull(held.get(status)).increment();
        }
    }

    void poison(ParsedRecord.Kind kind) {
        decisions.poison(kind);
    }

    Timer loads() {
        return loads;
    }

    /**
     * Replaces the figures of all queues: one given away must not be shown as held.
     *
     * @param notDecided how many are held and not among them
     */
    void queues(Collection<QueueState> states, int notDecided) {
        undecided.set(notDecided);
        register(lag, states, QueueState::lag);
        register(orders, states, state -> state.ledger().orders());
        register(reserved, states, state -> state.ledger().reserved());
        register(ended, states, state -> state.ledger().endedOrders());
        register(items, states, state -> state.ledger().items());
        register(outcomes, states, state -> state.ledger().outcomes());
        register(unknown, states, state -> state.ledger().unknown());
    }

    private static void register(MultiGauge gauge, Collection<QueueState> states, Function<QueueState, Number> figure) {
        gauge.register(
                states.stream()
                        .map(state -> MultiGauge.Row.of(
                                Tags.of("queue", Integer.toString(state.queue())), figure.apply(state)))
                        .toList(),
                true);
    }
}
