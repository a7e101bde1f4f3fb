package io.seckill.backend.decide;

import io.seckill.backend.command.LoggedCommand;
import io.seckill.v1.Outcome;
import io.seckill.v1.Result;
import java.util.List;

/**
 * What became of a command.
 *
 * @param result what its asker is told, once it is durable
 * @param entries what must become durable first, in this order; empty where nothing changed
 */
public record Decision(Result result, List<LedgerEntry> entries) {
    /** Nothing changed. */
    static Decision told(Result.Builder result) {
        return new Decision(result.build(), List.of());
    }

    /** Nothing changed, and there is no more to say than that. */
    static Decision told(LoggedCommand asked, Outcome outcome) {
        return told(asked.answer(outcome));
    }
}
