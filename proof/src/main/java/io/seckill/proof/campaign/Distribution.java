package io.seckill.proof.campaign;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Times to full service.
 *
 * @param known in ascending order
 * @param unknown how often the next fault, or the end, came first
 */
record Distribution(List<Duration> known, int unknown) {
    static Distribution of(Collection<FullService.Recovery> recoveries) {
        List<Duration> known = recoveries.stream()
                .filter(FullService.Recovery::reached)
                .map(FullService.Recovery::time)
                .sorted()
                .toList();
        return new Distribution(known, recoveries.size() - known.size());
    }

    /** The time that {@code share} of the known ones, 0 to 1, do not exceed; null where none is known. */
    @Nullable
    Duration percentile(double share) {
        return known.isEmpty() ? null : known.get((int) Math.ceil(share * known.size()) - 1);
    }

    /** Count, p50, p90, p99 and the longest, on one line. */
    String text() {
        return String.format(
                Locale.ROOT,
                "full service after %d ends of faults: p50 %s, p90 %s, p99 %s, longest %s; not known after %d more",
                known.size(),
                seconds(percentile(0.5)),
                seconds(percentile(0.9)),
                seconds(percentile(0.99)),
                seconds(percentile(1)),
                unknown);
    }

    private static String seconds(@Nullable Duration time) {
        return time == null ? "-" : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }
}
