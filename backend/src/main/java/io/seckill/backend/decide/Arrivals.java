package io.seckill.backend.decide;

import io.seckill.v1.Handover;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Which hand-overs to a queue are whole, and where its time and its items' versions go on from. */
final class Arrivals {
    private final Set<HandOver.Source> whole = new HashSet<>(); // one for each queue that there was before this one
    private long logTime;
    private long earliestLogTime = Long.MAX_VALUE;
    private long versionBase;
    private long forgottenUntil;

    void restore(Handover marker) {
        whole.add(new HandOver.Source(marker.getVersion(), marker.getFromQueue()));
        logTime = Math.max(logTime, marker.getLogTime());
        earliestLogTime = Math.min(earliestLogTime, marker.getLogTime());
        versionBase = Math.max(versionBase, marker.getVersionBase());
        forgottenUntil = Math.max(forgottenUntil, marker.getForgottenUntil());
    }

    /** Whether all of {@code from} have handed over by the table of {@code version}. */
    boolean have(long version, Collection<Integer> from) {
        return from.stream().allMatch(queue -> whole.contains(new HandOver.Source(version, queue)));
    }

    /** The latest of the old queues' log times, in milliseconds since the Unix epoch; 0 where nothing was handed over. */
    long logTime() {
        return logTime;
    }

    /** The earliest of them; the end of time where nothing was handed over. */
    long earliestLogTime() {
        return earliestLogTime;
    }

    /** Up to when the old queues had forgotten outcomes. */
    long forgottenUntil() {
        return forgottenUntil;
    }

    /** No item's version was beyond it. */
    long versionBase() {
        return versionBase;
    }
}
