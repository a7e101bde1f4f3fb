package io.seckill.proof.report;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A violation as lines for a terminal. */
public final class TextReport {
    private static final int BODY = 160;
    private static final int OPERATIONS = 20;

    private TextReport() {}

    /**
     * The rule and what contradicts what; then the operations that show it, in the order in which they were asked, at
     * most 20; then the faults that were active, or else the last one before.
     */
    public static String explain(History history, Violation violation) {
        List<String> lines = new ArrayList<>();
        lines.add("%s: %s".formatted(violation.rule(), violation.explanation()));
        lines.add("  from %s to %s".formatted(Words.seconds(violation.from()), Words.seconds(violation.to())));
        List<Operation> operations = operations(history, violation);
        operations.stream().limit(OPERATIONS).forEach(operation -> {
            lines.add(asked(operation));
            lines.add(outcome(operation, history));
        });
        if (operations.size() > OPERATIONS) {
            lines.add("  and %d operations more".formatted(operations.size() - OPERATIONS));
        }
        for (FaultSpan fault : FaultSpan.near(FaultSpan.of(history), violation)) {
            lines.add("  fault: %s %s from %s to %s"
                    .formatted(fault.kind(), fault.target(), Words.seconds(fault.from()), Words.seconds(fault.to())));
        }
        return lines.stream().map(TextReport::printable).collect(Collectors.joining(System.lineSeparator()));
    }

    private static List<Operation> operations(History history, Violation violation) {
        Set<Long> wanted = new HashSet<>(violation.operations());
        return history.operations().stream()
                .filter(operation -> wanted.contains(operation.asked().operation()))
                .toList();
    }

    private static String asked(Operation operation) {
        Line.Asked asked = operation.asked();
        return "  #%d client %d at gateway %d, %s to %s: %s"
                .formatted(
                        asked.operation(),
                        asked.client(),
                        asked.gateway(),
                        Words.seconds(asked.at()),
                        Words.seconds(operation.end()),
                        Words.call(asked.call()));
    }

    private static String outcome(Operation operation, History history) {
        String lost = history.only(Line.Lost.class).stream()
                .filter(line -> line.operation() == operation.asked().operation())
                .map(Line.Lost::reason)
                .findFirst()
                .orElse(null);
        String text = Words.shortened(Words.outcome(operation, lost), BODY);
        return "    " + (operation.answered() == null ? "no answer:" : operation.status()) + " " + text;
    }

    /** Answers may hold what moves a terminal's cursor. */
    private static String printable(String line) {
        return line.chars()
                .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
