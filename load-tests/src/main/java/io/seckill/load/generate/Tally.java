package io.seckill.load.generate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts one load's answers. Owned by the thread that receives them, until {@link #result}. */
final class Tally {
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(5);
    private static final int DIGITS = 3;
    private static final int STATUSES = 600;
    private static final int EARLY = 1_000;
    private static final int FIRST_ERROR = 400;
    private static final int UNAVAILABLE = 503;

    private final int success;
    private final long start;
    private final long[] byStatus = new long[STATUSES];
    private final Histogram latency = new Histogram(MAX_MICROS, DIGITS);
    private final Histogram refusal = new Histogram(MAX_MICROS, DIGITS);
    private final Histogram sendLag = new Histogram(MAX_MICROS, DIGITS);
    private final List<long[]> slices = new ArrayList<>();

    private long answered;
    private long goodInWindow;
    private long refusedRudely;
    private long lost;
    private long failedEarly;
    private long window;

    /** Starts at {@code start}, in {@link System#nanoTime}'s terms; {@code success} is the status hoped for. */
    Tally(int success, long start) {
        this.success = success;
        this.start = start;
    }

    void sent(long intended, long now) {
        sendLag.recordValue(micros(now - intended));
    }

    void answered(long intended, long now, int status, boolean retryAfter) {
        byStatus[Math.min(Math.max(status, 0), STATUSES - 1)]++;
        boolean good = status == success;
        long took = now - intended;
        if (good) {
            latency.recordValue(micros(took));
            goodInWindow += window > 0 ? 0 : 1;
        } else if (status >= FIRST_ERROR && answered < EARLY) {
            failedEarly++;
        }
        if (status == UNAVAILABLE) {
            refusal.recordValue(micros(took));
            refusedRudely += retryAfter ? 0 : 1;
        }
        answered++;
        long[] slice = slice(now);
        slice[good ? 0 : 1]++;
        slice[2] += good && took > LoadResult.SLOW.toNanos() ? 1 : 0;
    }

    void lost(long intended, long now) {
        lost++;
        failedEarly += answered < EARLY ? 1 : 0;
        latency.recordValue(micros(now - intended));
        slice(now)[1]++;
    }

    /** The window was {@code nanos} long. From now on answers are late: they count, but not for the throughput. */
    void endWindow(long nanos) {
        window = nanos;
    }

    LoadResult result() {
        Map<Integer, Long> statuses = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            if (byStatus[status] > 0) {
                statuses.put(status, byStatus[status]);
            }
        }
        return new LoadResult(
                Duration.ofNanos(window),
                answered + lost,
                statuses,
                byStatus[success],
                goodInWindow,
                byStatus[UNAVAILABLE],
                refusedRudely,
                lost,
                failedEarly,
                latency,
                refusal,
                sendLag,
                slices.stream().map(s -> new LoadResult.Slice(s[0], s[1], s[2])).toList());
    }

    private long[] slice(long now) {
        int index = (int) ((now - start) / LoadResult.SLICE.toNanos());
        while (slices.size() <= index) {
            slices.add(new long[3]);
        }
        return slices.get(index);
    }

    private static long micros(long nanos) {
        return Math.min(Math.max(nanos / 1_000, 0), MAX_MICROS);
    }
}
