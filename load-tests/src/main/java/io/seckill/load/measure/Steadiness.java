package io.seckill.load.measure;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells when a throughput has stopped climbing: the last windows differ little, and their second half is no faster
 * than their first.
 *
 * <p>Compilers work on the same cores as what they compile, so a cold system is at a third of its throughput and
 * rises in steps. A single step between two windows is therefore no proof of anything; a plateau is.
 */
public final class Steadiness {
    private final int windows;
    private final double spread;
    private final Deque<Double> last = new ArrayDeque<>();

    /**
     * @param windows how many windows must agree, at least 4
     * @param spread how far a half's mean may be from the other's, as a share of the mean
     */
    public Steadiness(int windows, double spread) {
        if (windows < 4) {
            throw new IllegalArgumentException("at least 4 windows, not " + windows);
        }
        this.windows = windows;
        this.spread = spread;
    }

    /** Takes the next window's throughput; says whether the latest windows are level. */
    public boolean add(double throughput) {
        last.addLast(throughput);
        if (last.size() > windows) {
            last.removeFirst();
        }
        return isSteady();
    }

    private boolean isSteady() {
        double mean = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        if (last.size() < windows || mean == 0) {
            return false;
        }
        double variance = last.stream()
                .mapToDouble(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0);
        double rise = half(windows / 2, windows) - half(0, windows / 2);
        return Math.abs(rise) <= spread * mean && Math.sqrt(variance) <= 2 * spread * mean;
    }

    private double half(int from, int to) {
        return last.stream()
                .skip(from)
                .limit(to - from)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }
}
