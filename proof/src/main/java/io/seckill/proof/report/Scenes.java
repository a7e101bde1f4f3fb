package io.seckill.proof.report;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where violations of one history show: the calls, their time, and the faults then. */
final class Scenes {
    /** Of requests and orders. */
    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{32}\\b");

    /** Calls of a violation that names none itself. */
    private static final int MOST = 20;

    private final Map<Long, Operation> operations = new LinkedHashMap<>();
    private final Map<String, List<Operation>> about = new HashMap<>(); // by the ids of requests and orders
    private final List<FaultSpan> faults;

    /**
     * Where a violation shows.
     *
     * @param calls that it names; where it names records only, the calls about these
     * @param ids of requests and orders that it names
     * @param from when it began, in nanoseconds of the campaign; -1 where no call and no time is known
     * @param to when it ended
     * @param faults that were active then, or else the last one before
     */
    record Scene(List<Operation> calls, List<String> ids, long from, long to, List<FaultSpan> faults) {
        boolean isTimed() {
            return from >= 0;
        }
    }

    Scenes(History history) {
        this.faults = FaultSpan.of(history);
        for (Operation operation : history.operations()) {
            operations.put(operation.asked().operation(), operation);
            Line.Answered answered = operation.answered();
            Stream.of(
                            operation.call().request(),
                            operation.call().order(),
                            answered == null ? null : answered.request())
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(id ->
                            about.computeIfAbsent(id, none -> new ArrayList<>()).add(operation));
        }
    }

    /** All operations, in the order in which they were asked. */
    List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    List<FaultSpan> faults() {
        return faults;
    }

    Scene of(Violation violation) {
        List<String> ids = ID.matcher(violation.explanation())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        List<Operation> named = violation.operations().stream()
                .map(operations::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingLong(Scenes::begin))
                .toList();
        if (!named.isEmpty() || violation.to() > 0) {
            return scene(named, ids, violation.from(), violation.to());
        }
        List<Operation> calls = ids.stream()
                .flatMap(id -> about.getOrDefault(id, List.of()).stream())
                .distinct()
                .sorted(Comparator.comparingLong(Scenes::begin))
                .limit(MOST)
                .toList();
        return calls.isEmpty()
                ? new Scene(calls, ids, -1, -1, List.of())
                : scene(calls, ids, begin(calls.get(0)), begin(calls.get(calls.size() - 1)));
    }

    private Scene scene(List<Operation> calls, List<String> ids, long from, long to) {
        return new Scene(calls, ids, from, to, FaultSpan.near(faults, from, to));
    }

    private static long begin(Operation operation) {
        return operation.asked().at();
    }
}
