package io.seckill.load.generate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What became of a load's requests.
 *
 * @param window how long requests were sent
 * @param sent requests that were due in the window
 * @param byStatus answers by HTTP status, the late ones included
 * @param good answers with the status that counts as success
 * @param goodInWindow those of them that came while requests were sent; the throughput counts these alone
 * @param refused answers 503
 * @param refusedRudely answers 503 without {@code Retry-After}
 * @param lost requests without an answer: the connection broke, or the wait for the last answers was over
 * @param failedEarly errors (status 400 and above, and lost requests) among the first thousand answers
 * @param latency of good answers and, as far as they had got, of lost requests, from the intended send time, in microseconds
 * @param refusal latency of answers 503, from the intended send time, in microseconds
 * @param sendLag how much later than intended requests left, in microseconds
 * @param slices the window in pieces of {@link #SLICE}, and what came after it
 */
public record LoadResult(
        Duration window,
        long sent,
        Map<Integer, Long> byStatus,
        long good,
        long goodInWindow,
        long refused,
        long refusedRudely,
        long lost,
        long failedEarly,
        Histogram latency,
        Histogram refusal,
        Histogram sendLag,
        List<Slice> slices) {

    /** How long a slice is. */
    public static final Duration SLICE = Duration.ofMillis(250);

    /** An answer slower than this makes a slice's {@link Slice#slow()} grow. */
    public static final Duration SLOW = Duration.ofMillis(150);

    /** Answers that came in one slice of the time: good ones, others and lost ones, and how many of the good were slow. */
    public record Slice(long good, long bad, long slow) {}

    /** Good answers a second. */
    public double throughput() {
        return goodInWindow * 1e9 / window.toNanos();
    }

    /** Requests that ended in neither success nor a refusal. */
    public long failed() {
        return sent - good - refused;
    }

    /** The latency that {@code percent} of the good answers did not exceed, in milliseconds. */
    public double latencyMillis(double percent) {
        return latency.getValueAtPercentile(percent) / 1e3;
    }
}
