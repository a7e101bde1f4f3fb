package io.seckill.backend.parallel.lane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.seckill.backend.command.DecisionMeters;
import io.seckill.v1.Command;
import io.seckill.v1.Result;
import org.jspecify.annotations.Nullable;

/** What happened in one queue. The only labels are the queue's number and, over all queues, the outcome. */
final class LaneMeters {
    private final DecisionMeters decisions;
    private final Counter settled;
    private final Counter failed;
    private final Counter delayed;
    private final Counter holes;
    private final Counter copied;
    private final Counter deadLettered;
    private final Counter late;

    LaneMeters(MeterRegistry registry, int queue) {
        String label = Integer.toString(queue);
        decisions = new DecisionMeters(registry);
        settled = counter(registry, "seckill.engine.settled", "records done with", label);
        failed = counter(registry, "seckill.engine.failed", "attempts that failed, holes among them", label);
        delayed = counter(registry, "seckill.engine.delayed", "attempts in whose way others stood", label);
        holes = counter(registry, "seckill.engine.timed.out", "attempts that took too long", label);
        copied = counter(registry, "seckill.engine.copied", "copies to the retry queue", label);
        deadLettered = counter(registry, "seckill.engine.buried", "records put among the dead letters", label);
        late = counter(registry, "seckill.engine.late", "answers to attempts that had been given up", label);
    }

    private static Counter counter(MeterRegistry registry, String name, String description, String queue) {
        return Counter.builder(name)
                .description(description)
                .tag("queue", queue)
                .register(registry);
    }

    /** {@code command} is done with, and told {@code result} where it was one. */
    void settled(Command command, @Nullable Result result) {
        settled.increment();
        if (result != null) {
            decisions.decided(command, result.getOutcome());
        }
    }

    void failed() {
        failed.increment();
    }

    void delayed() {
        delayed.increment();
    }

    void hole() {
        holes.increment();
    }

    void copied() {
        copied.increment();
    }

    void deadLettered(Task task) {
        deadLettered.increment();
        if (task.poison != null) {
            decisions.poison(task.poison.kind());
        }
    }

    void late() {
        late.increment();
    }
}
