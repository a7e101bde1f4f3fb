package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds queues that stop serving though nothing strikes: also before the first fault, and after service was full again. */
final class Stalls {
    /** When faults began or ended, and whether one lasts from then on. */
    private final TreeMap<Long, Boolean> faults = new TreeMap<>();

    private Stalls(History history) {
        int lasting = 0;
        for (Line.Fault fault : history.only(Line.Fault.class)) {
            lasting += fault.begins() ? 1 : -1;
            faults.put(fault.at(), lasting > 0);
        }
    }

    /** The violations of {@link FullService#RULE} in {@code history}, the first of each queue and gateway. */
    static Stream<Violation> in(History history) {
        Stalls stalls = new Stalls(history);
        return history.operations().stream()
                .filter(FullService::isProbe)
                .collect(Collectors.groupingBy(operation -> operation.call().item() + " through gateway "
                        + operation.asked().gateway()))
                .entrySet()
                .stream()
                .flatMap(place -> stalls.first(place.getKey(), place.getValue()));
    }

    private Stream<Violation> first(String place, List<Operation> probes) {
        long served = probes.get(0).asked().at();
        for (Operation probe : probes) {
            long now = FullService.isServed(probe) ? probe.end() : probe.asked().at();
            long since = Math.max(served, struckUntil(now));
            if (now - since > FullService.BOUND.toNanos()) {
                return Stream.of(violation(place, probe, since, now));
            }
            served = FullService.isServed(probe) ? Math.max(served, now) : served;
        }
        return Stream.empty();
    }

    private long struckUntil(long now) {
        Map.Entry<Long, Boolean> last = faults.floorEntry(now);
        if (last == null) {
            return 0;
        }
        return last.getValue() ? now : last.getKey();
    }

    private static Violation violation(String place, Operation probe, long since, long now) {
        String text = String.format(
                Locale.ROOT,
                "no probe of %s was served for %.1f s, in which no fault lasted; the bound is %d s",
                place,
                (now - since) / 1e9,
                FullService.BOUND.toSeconds());
        return new Violation(FullService.RULE, text, List.of(probe.asked().operation()), since, now);
    }
}
