package io.seckill.load.measure;

import java.util.Arrays;

/**
 * One reading of the machine's processor counters, in clock ticks since boot, summed over its cores.
 *
 * @param busy ticks spent running anything, interrupts included
 * @param steal ticks in which the hypervisor ran somebody else
 * @param total all ticks: busy, stolen and idle
 */
public record CpuTimes(long busy, long steal, long total) {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;

    /** Guest time (fields 8 and 9) is already part of user time. */
    private static final int FIELDS = 8;

    /** Reads the line {@code cpu user nice system idle iowait irq softirq steal ...} of {@code /proc/stat}. */
    static CpuTimes parse(String line) {
        long[] ticks = Arrays.stream(line.trim().split("\\s+", -1))
                .skip(1)
                .limit(FIELDS)
                .mapToLong(Long::parseLong)
                .toArray();
        if (!line.startsWith("cpu ") || ticks.length < FIELDS) {
            throw new IllegalArgumentException("no total line of /proc/stat: " + line);
        }
        long total = Arrays.stream(ticks).sum();
        return new CpuTimes(total - ticks[IDLE] - ticks[IO_WAIT] - ticks[STEAL], ticks[STEAL], total);
    }

    /** What was counted between {@code earlier} and this. */
    CpuTimes since(CpuTimes earlier) {
        return new CpuTimes(busy - earlier.busy, steal - earlier.steal, total - earlier.total);
    }
}
