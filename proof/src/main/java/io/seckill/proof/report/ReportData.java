package io.seckill.proof.report;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the page shows, as JSON for its scripts. Times are milliseconds since the campaign began. */
final class ReportData {
    /** Characters of an answer's body: enough to see what it was; of one that a violation names, all that matters. */
    private static final int BODY = 200;

    private static final int BODY_OF_VIOLATION = 4_000;

    private final History history;
    private final List<Violation> violations;
    private final Scenes scenes;
    private final Map<Long, String> lost = new HashMap<>();
    private final Set<Long> violated = new HashSet<>();

    ReportData(History history, List<Violation> violations) {
        this.history = history;
        this.violations = violations;
        this.scenes = new Scenes(history);
        history.only(Line.Lost.class).forEach(line -> lost.put(line.operation(), line.reason()));
        violations.stream()
                .flatMap(violation -> scenes.of(violation).calls().stream())
                .forEach(operation -> violated.add(operation.asked().operation()));
    }

    JsonObject json() {
        Line.Setup setup = history.setup();
        long end = history.lines().stream().mapToLong(Line::at).max().orElse(0);
        return new JsonObject()
                // As text: a script's numbers do not hold all seeds.
                .put("seed", Long.toString(setup.seed()))
                .put("profile", setup.profile())
                .put("store", setup.store())
                .put("queues", setup.queues())
                .put("end", millis(end))
                .put("operations", array(scenes.operations(), this::operation))
                .put("faults", array(scenes.faults(), ReportData::fault))
                .put("served", array(history.only(Line.Served.class), ReportData::served))
                .put("violations", array(violations, this::violation));
    }

    private JsonObject operation(Operation operation) {
        long id = operation.asked().operation();
        String text = Words.outcome(operation, lost.get(id));
        return new JsonObject()
                .put("id", id)
                .put("client", operation.asked().client())
                .put("gateway", operation.asked().gateway())
                .put("kind", operation.call().kind().name())
                .put("call", Words.call(operation.call()))
                .put("from", millis(operation.asked().at()))
                .put("to", millis(operation.end()))
                .put("status", operation.status())
                .put(
                        "request",
                        operation.answered() == null
                                ? null
                                : operation.answered().request())
                .put("text", Words.shortened(text, violated.contains(id) ? BODY_OF_VIOLATION : BODY));
    }

    private static JsonObject fault(FaultSpan fault) {
        return new JsonObject()
                .put("kind", fault.kind())
                .put("target", fault.target())
                .put("from", millis(fault.from()))
                .put("to", millis(fault.to()));
    }

    private static JsonObject served(Line.Served served) {
        return new JsonObject()
                .put("queue", served.queue())
                .put("from", millis(served.sent()))
                .put("to", millis(served.at()));
    }

    private JsonObject violation(Violation violation) {
        Scenes.Scene scene = scenes.of(violation);
        return new JsonObject()
                .put("rule", violation.rule())
                .put("promise", Promises.of(violation.rule()))
                .put("explanation", violation.explanation())
                .put("ids", new JsonArray(scene.ids()))
                .put(
                        "calls",
                        array(scene.calls(), operation -> operation.asked().operation()))
                // A call that the history lacks would be a fault of the checker: the page tells.
                .put(
                        "missing",
                        Math.max(
                                0, violation.operations().size() - scene.calls().size()))
                .put("faults", array(scene.faults(), scenes.faults()::indexOf))
                .put("timed", scene.isTimed())
                .put("from", millis(scene.from()))
                .put("to", millis(scene.to()));
    }

    private static <T> JsonArray array(List<T> all, Function<T, Object> json) {
        return new JsonArray(all.stream().map(json).toList());
    }

    /** To the microsecond; null for a time that never came. */
    private static @Nullable Double millis(long nanos) {
        return nanos == Long.MAX_VALUE ? null : Math.round(nanos / 1e3) / 1e3;
    }
}
