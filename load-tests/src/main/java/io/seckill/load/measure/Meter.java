package io.seckill.load.measure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Measures what a stretch of time cost: read at its start, and asked for the {@link Cost} at its end. */
public final class Meter {
    private final ProcFs proc;
    private final Map<Role, Long> pids;
    private final Map<Role, Duration> cpuAtStart;
    private final Optional<CpuTimes> machineAtStart;

    private Meter(ProcFs proc, Map<Role, Long> pids) {
        this.proc = proc;
        this.pids = pids;
        this.cpuAtStart = cpu(proc, pids);
        this.machineAtStart = proc.machine();
    }

    /** Starts measuring the processes {@code pids}, of which each plays one role. */
    public static Meter start(ProcFs proc, Map<Role, Long> pids) {
        return new Meter(proc, pids);
    }

    /** What was used since the start. */
    public Cost stop() {
        Map<Role, Duration> used = new TreeMap<>();
        cpu(proc, pids).forEach((role, cpu) -> used.put(role, cpu.minus(cpuAtStart.getOrDefault(role, Duration.ZERO))));
        Map<Role, Long> memory = new TreeMap<>();
        pids.forEach((role, pid) -> proc.peakMemoryOf(pid).ifPresent(peak -> memory.put(role, peak)));
        Optional<Noise> noise =
                machineAtStart.flatMap(start -> proc.machine().map(end -> Noise.of(end.since(start), used.values())));
        return new Cost(used, memory, noise);
    }

    private static Map<Role, Duration> cpu(ProcFs proc, Map<Role, Long> pids) {
        Map<Role, Duration> cpu = new TreeMap<>();
        pids.forEach((role, pid) -> proc.cpuOf(pid).ifPresent(time -> cpu.put(role, time)));
        return cpu;
    }
}
