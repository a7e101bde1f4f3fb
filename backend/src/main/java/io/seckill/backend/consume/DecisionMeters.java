package io.seckill.backend.consume;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts decisions by their outcome, whatever decides. Thread-safe. */
public final class DecisionMeters {
    private final Map<Outcome, Counter> decided = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Counter> lookups = new EnumMap<>(Outcome.class);

    /** Two of one registry count together. */
    public DecisionMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            String decisions = "all but lookups, also those that a failed transaction takes back";
            decided.put(outcome, counter(registry, "seckill.commands.decided", decisions, outcome));
            String answers = "lookups decided, by the outcome of the purchase asked about";
            lookups.put(outcome, counter(registry, "seckill.lookups.decided", answers, outcome));
        }
    }

    private static Counter counter(MeterRegistry registry, String name, String description, Outcome outcome) {
        return Counter.builder(name)
                .description(description)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT).replace("outcome_", ""))
                .register(registry);
    }

    /** {@code command} was decided. */
    public void decided(Command command, Outcome outcome) {
        if (!command.hasExpireHolds()) {
            requireNonNull((command.hasLookup() ? lookups : decided).get(outcome))
                    .increment();
        }
    }
}
