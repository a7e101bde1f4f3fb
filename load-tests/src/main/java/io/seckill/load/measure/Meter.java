package io.seckill.load.measure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Measures what a stretch of time cost: read at its start, and asked for the {@link Cost} at its end. */
public final class Meter {
    private final ProcFs proc;
    private final PauseLogs pauses;
    private final Map<Role, Long> pids;
    private final Map<Role, Duration> cpuAtStart;
    private final Map<Role, Duration> compilingAtStart;
    private final Map<Role, Long> pausesAtStart = new TreeMap<>();
    private final Optional<CpuTimes> machineAtStart;

    private Meter(ProcFs proc, PauseLogs pauses, Map<Role, Long> pids) {
        this.proc = proc;
        this.pauses = pauses;
        this.pids = pids;
        this.cpuAtStart = read(pids, proc::cpuOf);
        this.compilingAtStart = read(pids, proc::compilingOf);
        pids.forEach((role, pid) -> pausesAtStart.put(role, pauses.lengthOf(pid)));
        this.machineAtStart = proc.machine();
    }

    /** Starts measuring the processes {@code pids}, of which each plays one role. */
    public static Meter start(ProcFs proc, PauseLogs pauses, Map<Role, Long> pids) {
        return new Meter(proc, pauses, pids);
    }

    /** What was used since the start. */
    public Cost stop() {
        Map<Role, Duration> used = since(cpuAtStart, read(pids, proc::cpuOf));
        Duration compiling = since(compilingAtStart, read(pids, proc::compilingOf)).values().stream()
                .reduce(Duration.ZERO, Duration::plus);
        Map<Role, Long> memory = new TreeMap<>();
        pids.forEach((role, pid) -> proc.peakMemoryOf(pid).ifPresent(peak -> memory.put(role, peak)));
        Map<Role, Duration> longest = new TreeMap<>();
        pids.forEach((role, pid) -> pauses.longestSince(pid, pausesAtStart.getOrDefault(role, 0L))
                .ifPresent(pause -> longest.put(role, pause)));
        Optional<Noise> noise =
                machineAtStart.flatMap(start -> proc.machine().map(end -> Noise.of(end.since(start), used.values())));
        return new Cost(used, compiling, memory, longest, noise);
    }

    /** No less than nothing: what counts threads loses those that end. */
    private static Map<Role, Duration> since(Map<Role, Duration> start, Map<Role, Duration> end) {
        Map<Role, Duration> used = new TreeMap<>();
        end.forEach((role, time) -> {
            Duration more = time.minus(start.getOrDefault(role, Duration.ZERO));
            used.put(role, more.isNegative() ? Duration.ZERO : more);
        });
        return used;
    }

    private static Map<Role, Duration> read(Map<Role, Long> pids, LongFunction<Optional<Duration>> counter) {
        Map<Role, Duration> times = new TreeMap<>();
        pids.forEach((role, pid) -> counter.apply(pid).ifPresent(time -> times.put(role, time)));
        return times;
    }
}
