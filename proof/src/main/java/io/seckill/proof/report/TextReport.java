package io.seckill.proof.report;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Violations as lines for a terminal. */
public final class TextReport {
    private static final int BODY = 160;
    private static final int CALLS = 6;

    private final Scenes scenes;
    private final Map<Long, String> lost = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    private TextReport(History history) {
        this.scenes = new Scenes(history);
        history.only(Line.Lost.class).forEach(line -> lost.put(line.operation(), line.reason()));
    }

    /**
     * A line for each violation: its rule, and what contradicts what. Below the first one of each rule stand the promise,
     * the calls that show it, at most 6, and the faults that were active, or else the last one before.
     */
    public static String explain(History history, List<Violation> violations) {
        TextReport report = new TextReport(history);
        Set<String> explained = new HashSet<>();
        for (Violation violation : violations) {
            report.lines.add("  %s: %s".formatted(violation.rule(), violation.explanation()));
            if (explained.add(violation.rule())) {
                report.details(violation);
            }
        }
        return report.lines.stream().map(TextReport::printable).collect(Collectors.joining(System.lineSeparator()));
    }

    private void details(Violation violation) {
        String promise = Promises.of(violation.rule());
        if (!promise.isEmpty()) {
            lines.add("    promised: " + promise);
        }
        Scenes.Scene scene = scenes.of(violation);
        scene.calls().stream().limit(CALLS).forEach(operation -> {
            lines.add(asked(operation));
            lines.add(outcome(operation));
        });
        if (scene.calls().size() > CALLS) {
            lines.add("    and %d calls more".formatted(scene.calls().size() - CALLS));
        }
        for (FaultSpan fault : scene.faults()) {
            lines.add("    fault: %s %s, %s to %s"
                    .formatted(fault.kind(), fault.target(), Words.seconds(fault.from()), Words.seconds(fault.to())));
        }
    }

    private static String asked(Operation operation) {
        Line.Asked asked = operation.asked();
        return "    #%d client %d at gateway %d, %s to %s: %s"
                .formatted(
                        asked.operation(),
                        asked.client(),
                        asked.gateway(),
                        Words.seconds(asked.at()),
                        Words.seconds(operation.end()),
                        Words.call(asked.call()));
    }

    private String outcome(Operation operation) {
        String reason = lost.get(operation.asked().operation());
        String text = Words.shortened(Words.outcome(operation, reason), BODY);
        return "      " + (operation.answered() == null ? "no answer:" : operation.status()) + " " + text;
    }

    /** Answers may hold what moves a terminal's cursor. */
    private static String printable(String line) {
        return line.chars()
                .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
