package io.seckill.backend.decide;

import java.lang.ref.Reference;
import java.util.function.Supplier;

/** Measures what stays on the heap. */
final class HeapUse {
    private static final int TRIES = 3;

    private HeapUse() {}

    /**
     * Bytes that what {@code build} makes holds on to. The least of some tries, garbage collected before and after: whatever
     * else lives in this JVM, such as a broker, allocates too.
     */
    static long of(Supplier<?> build) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = used();
            Object built = build.get();
            try {
                least = Math.min(least, used() - before);
            } finally {
                Reference.reachabilityFence(built);
            }
        }
        return least;
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
