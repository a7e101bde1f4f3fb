package io.seckill.backend.command;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.seckill.v1.Command;
import io.seckill.v1.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts decisions by their outcome, and what is no command by its kind, whatever decides. Thread-safe. */
public final class DecisionMeters {
    private final Map<Outcome, Counter> decided = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Counter> lookups = new EnumMap<>(Outcome.class);
    private final Map<ParsedRecord.Kind, Counter> poison = new EnumMap<>(ParsedRecord.Kind.class);

    /** Two of one registry count together. */
    public DecisionMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            String decisions = "all but lookups, also those that a failed transaction takes back";
            decided.put(outcome, counter(registry, "seckill.commands.decided", decisions, outcome));
            String answers = "lookups decided, by the outcome of the purchase asked about";
            lookups.put(outcome, counter(registry, "seckill.lookups.decided", answers, outcome));
        }
        for (ParsedRecord.Kind kind : ParsedRecord.Kind.values()) {
            poison.put(
                    kind,
                    Counter.builder("seckill.commands.poison")
                            .description("records sent to the dead-letter topic")
                            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** How far behind each assigned queue is, whatever decides. */
    public static MultiGauge queueLag(MeterRegistry registry) {
        return MultiGauge.builder("seckill.queue.lag")
                .description("records of an assigned queue, up to its end, that are not yet taken up")
                .register(registry);
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

    /** A record was no command, and is set aside. */
    public void poison(ParsedRecord.Kind kind) {
        requireNonNull(poison.get(kind)).increment();
    }
}
