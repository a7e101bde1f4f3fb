package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must happen in the end: service comes back in time, and each outcome that buyers ask for is told. */
final class Liveness {
    /** The name of the rule that bounds how long service is away. */
    static final String FULL_SERVICE = "full service";

    private static final Set<Integer> DEFINITIVE = Set.of(200, 404);

    private Liveness() {}

    /** The rules that {@code history} breaks. */
    static List<Violation> check(History history) {
        return Stream.concat(late(history), untold(history)).toList();
    }

    private static Stream<Violation> late(History history) {
        return FullService.of(history).stream()
                .filter(FullService.Recovery::isTooLong)
                .map(recovery -> new Violation(
                        FULL_SERVICE,
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
