package io.seckill.proof.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line for each seed, as it comes, and one for all. */
final class ResultTable {
    private final List<CampaignResult> results = new ArrayList<>();

    /** The line above the others. */
    static String head() {
        return row(
                "seed",
                "installation",
                "operations",
                "lost",
                "faults",
                "violations",
                "times",
                "unknown",
                "median s",
                "99 % s",
                "longest s");
    }

    /** Takes one more result, and returns its line. */
    String add(CampaignResult result) {
        results.add(result);
        return line(Long.toString(result.seed()), result.installation(), List.of(result));
    }

    /** The line for all. */
    String sum() {
        return line("all", results.size() + " seeds", results);
    }

    /** Whether some rule was broken. */
    boolean hasViolations() {
        return results.stream().anyMatch(result -> !result.violations().isEmpty());
    }

    private static String line(String seed, String installation, List<CampaignResult> results) {
        Distribution times = Distribution.of(
                results.stream().flatMap(result -> result.recoveries().stream()).toList());
        return row(
                seed,
                installation,
                results.stream().mapToInt(CampaignResult::operations).sum(),
                results.stream().mapToInt(CampaignResult::lost).sum(),
                results.stream().mapToInt(CampaignResult::faults).sum(),
                results.stream().mapToInt(result -> result.violations().size()).sum(),
                times.known().size(),
                times.unknown(),
                seconds(times.percentile(0.5)),
                seconds(times.percentile(0.99)),
                seconds(times.percentile(1)));
    }

    private static String seconds(@Nullable Duration time) {
        return time == null ? "-" : String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-6s %-32s %10s %6s %6s %10s %5s %7s %8s %6s %9s", cells);
    }
}
