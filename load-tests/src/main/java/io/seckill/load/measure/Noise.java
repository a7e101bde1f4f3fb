package io.seckill.load.measure;

import java.time.Duration;
import java.util.Collection;

/**
 * What disturbed a measurement, as shares (0 to 1) of all the machine's cores.
 *
 * @param steal taken by the hypervisor for other machines
 * @param others used by processes that are no part of the measurement, and by the kernel on its own account
 */
public record Noise(double steal, double others) {
    /** {@code used} are the times of the processes that are part of the measurement. */
    static Noise of(CpuTimes machine, Collection<Duration> used) {
        if (machine.total() == 0) {
            return new Noise(0, 0);
        }
        double ours = used.stream().mapToLong(Duration::toMillis).sum() / 10.0;
        double total = machine.total();
        return new Noise(machine.steal() / total, Math.max(0, machine.busy() - ours) / total);
    }
}
