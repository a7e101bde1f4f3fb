package io.seckill.proof.mutant;

import java.util.concurrent.atomic.AtomicLong;

/** Says yes once in so many times: faults that always show would prove little. Safe for all threads. */
public final class OneIn {
    private final int times;
    private final AtomicLong asked = new AtomicLong();

    /** Yes once in {@code times}, and first after as many. */
    public OneIn(int times) {
        this.times = times;
    }

    /** Whether it is time. */
    public boolean now() {
        return asked.incrementAndGet() % times == 0;
    }
}
