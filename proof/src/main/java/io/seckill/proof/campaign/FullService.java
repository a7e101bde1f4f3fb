package io.seckill.proof.campaign;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long after the end of faults every queue served again through every gateway.
 *
 * <p>Measured is the end of a fault after which no other goes on, until each pair of a queue and a gateway has served a
 * probe that was sent after this end. Where the next fault begins before that, the time is not known.
 */
public final class FullService {
    /** The name of the rule that bounds how long service is away. */
    public static final String RULE = "full service";

    /** What takes longer breaks a promise. */
    public static final Duration BOUND = Duration.ofSeconds(15);

    private static final int BOUGHT = 201;

    private final List<Line.Fault> faults;
    private final Map<Place, List<Operation>> served; // in the order in which they were asked
    private final long last;

    /** A probe's item, which stands for its queue, and a gateway. */
    private record Place(String item, int gateway) {}

    /**
     * What followed the end of a fault.
     *
     * @param end of the fault
     * @param time until full service, or until the next fault or the end of the history came first
     * @param reached whether it is the time until full service
     */
    public record Recovery(Line.Fault end, Duration time, boolean reached) {
        /** Whether service was away for longer than it may be. */
        public boolean isTooLong() {
            return time.compareTo(BOUND) > 0;
        }
    }

    private FullService(History history) {
        this.faults = history.only(Line.Fault.class);
        Map<Place, List<Operation>> probes = history.operations().stream()
                .filter(FullService::isProbe)
                .collect(Collectors.groupingBy(operation ->
                        new Place(operation.call().item(), operation.asked().gateway())));
        probes.replaceAll(
                (place, all) -> all.stream().filter(FullService::isServed).toList());
        this.served = probes;
        this.last = history.lines().stream().mapToLong(Line::at).max().orElse(0);
    }

    /** What followed each measured end of a fault, in their order. */
    public static List<Recovery> of(History history) {
        return new FullService(history).recoveries();
    }

    static boolean isProbe(Operation operation) {
        return operation.call().kind() == Call.Kind.PURCHASE
                && operation.call().item().startsWith("probe-");
    }

    static boolean isServed(Operation operation) {
        return operation.status() == BOUGHT;
    }

    private List<Recovery> recoveries() {
        List<Recovery> recoveries = new ArrayList<>();
        Set<Long> active = new HashSet<>();
        for (int i = 0; i < faults.size(); i++) {
            Line.Fault fault = faults.get(i);
            if (fault.begins()) {
                active.add(fault.fault());
            } else if (active.remove(fault.fault()) && active.isEmpty()) {
                recoveries.add(recovery(
                        fault, i + 1 < faults.size() ? faults.get(i + 1).at() : last));
            }
        }
        return recoveries;
    }

    private Recovery recovery(Line.Fault end, long next) {
        long full = served.values().stream()
                .mapToLong(probes -> firstAfter(end.at(), probes))
                .max()
                .orElse(Long.MAX_VALUE);
        return new Recovery(end, Duration.ofNanos(Math.min(full, next) - end.at()), full <= next);
    }

    private static long firstAfter(long since, List<Operation> probes) {
        return probes.stream()
                .filter(probe -> probe.asked().at() >= since)
                .mapToLong(Operation::end)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
