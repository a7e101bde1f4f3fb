package io.seckill.backend.decide;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.Supplier;

/** Measures what stays on the heap. */
public final class HeapUse {
    private static final int TRIES = 3;

    private HeapUse() {}

    /**
     * Bytes that what {@code build} makes holds on to. The median of some tries, garbage collected before and after: whatever
     * else lives in this JVM, such as a broker, allocates too, and lets go.
     */
    public static long of(Supplier<?> build) {
        long[] tries = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            long before = used();
            Object built = build.get();
            try {
                tries[i] = used() - before;
            } finally {
                Reference.reachabilityFence(built);
            }
        }
        Arrays.sort(tries);
        return tries[TRIES / 2];
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
