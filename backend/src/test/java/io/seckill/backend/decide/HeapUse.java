package io.seckill.backend.decide;

/** Measures what stays on the heap. */
final class HeapUse {
    private HeapUse() {}

    /** Bytes that are in use after {@code build} and were not before, garbage collected both times. */
    static long of(Runnable build) {
        long before = used();
        build.run();
        return used() - before;
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
