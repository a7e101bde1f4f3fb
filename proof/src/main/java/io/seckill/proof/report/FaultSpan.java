package io.seckill.proof.report;

import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A fault from its begin to its end, {@link Long#MAX_VALUE} where the history has none; nanoseconds of the campaign. */
record FaultSpan(String kind, String target, long from, long to) {

    /** All faults of {@code history}, in the order in which they began. */
    static List<FaultSpan> of(History history) {
        Map<Long, FaultSpan> faults = new LinkedHashMap<>();
        for (Line.Fault line : history.only(Line.Fault.class)) {
            if (line.begins()) {
                faults.put(line.fault(), new FaultSpan(line.kind(), line.target(), line.at(), Long.MAX_VALUE));
            } else {
                faults.computeIfPresent(
                        line.fault(),
                        (id, fault) -> new FaultSpan(fault.kind(), fault.target(), fault.from(), line.at()));
            }
        }
        return new ArrayList<>(faults.values());
    }

    /** Which of {@code faults} were active between two times; if none was, the last that ended before. */
    static List<FaultSpan> near(List<FaultSpan> faults, long from, long to) {
        List<FaultSpan> active = faults.stream()
                .filter(fault -> fault.from <= to && fault.to >= from)
                .toList();
        if (!active.isEmpty()) {
            return active;
        }
        return faults.stream().filter(fault -> fault.to < from).max(Comparator.comparingLong(FaultSpan::to)).stream()
                .toList();
    }
}
