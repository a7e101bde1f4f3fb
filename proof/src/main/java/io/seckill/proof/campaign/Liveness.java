package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must happen: no process ends by itself, service comes back in time and stays, and each outcome that buyers ask for
 * is told in the end.
 */
final class Liveness {
    private static final Set<Integer> DEFINITIVE = Set.of(200, 404);

    private Liveness() {}

    /** The rules that {@code history} breaks. */
    static List<Violation> check(History history) {
        return Stream.of(crashed(history), late(history), Stalls.in(history), untold(history))
                .flatMap(violations -> violations)
                .toList();
    }

    private static Stream<Violation> crashed(History history) {
        return history.only(Line.Crashed.class).stream()
                .map(line -> new Violation(
                        "processes live",
                        line.process() + " had ended, though no fault had ended it; its log says why",
                        List.of(),
                        line.at(),
                        line.at()));
    }

    private static Stream<Violation> late(History history) {
        return FullService.of(history).stream()
                .filter(FullService.Recovery::isTooLong)
                .map(recovery -> new Violation(
                        FullService.RULE,
                        String.format(
                                Locale.ROOT,
                                "%.1f s after the end of \"%s\" of %s not every queue had served through every gateway; "
                                        + "the bound is %d s",
                                recovery.time().toNanos() / 1e9,
                                recovery.end().kind(),
                                recovery.end().target(),
                                FullService.BOUND.toSeconds()),
                        List.of(),
                        recovery.end().at(),
                        recovery.end().at() + recovery.time().toNanos()));
    }

    private static Stream<Violation> untold(History history) {
        Map<String, List<Operation>> lookUps = history.operations().stream()
                .filter(operation -> operation.call().kind() == Call.Kind.LOOKUP)
                .collect(Collectors.groupingBy(
                        operation -> Objects.requireNonNull(operation.call().request())));
        return lookUps.entrySet().stream()
                .filter(request ->
                        request.getValue().stream().noneMatch(operation -> DEFINITIVE.contains(operation.status())))
                .map(request -> new Violation(
                        "outcome told",
                        "request " + request.getKey() + " was asked for "
                                + request.getValue().size()
                                + " times, also after all faults had ended, and its outcome was never told",
                        request.getValue().stream()
                                .map(operation -> operation.asked().operation())
                                .toList(),
                        request.getValue().get(0).asked().at(),
                        history.lines().get(history.lines().size() - 1).at()));
    }
}
