package io.seckill.proof.check;

import java.util.List;

/**
 * A rule that a campaign broke.
 *
 * @param rule its name
 * @param explanation what contradicts what, for a person: operations, times and records
 * @param operations those of the history that show it
 * @param from when it began, in nanoseconds since the campaign began
 * @param to when it ended
 */
public record Violation(String rule, String explanation, List<Long> operations, long from, long to) {
    /** Takes the operations as they are. */
    public Violation {
        operations = List.copyOf(operations);
    }
}
