package io.seckill.proof.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line for each seed, as it comes, and one for all. */
final class ResultTable {
    private final List<CampaignResult> results = new ArrayList<>();

    /** The line above the others. */
    static String head() {
        return row("seed", "installation", "operations", "lost", "faults", "violations", "median s", "longest s");
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
        List<Duration> times = results.stream()
                .flatMap(result -> result.timesToFullService().stream())
                .sorted()
                .toList();
        return row(
                seed,
                installation,
                results.stream().mapToInt(CampaignResult::operations).sum(),
                results.stream().mapToInt(CampaignResult::lost).sum(),
                results.stream().mapToInt(CampaignResult::faults).sum(),
                results.stream().mapToInt(result -> result.violations().size()).sum(),
                times.isEmpty() ? "-" : seconds(times.get(times.size() / 2)),
                times.isEmpty() ? "-" : seconds(times.get(times.size() - 1)));
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-6s %-28s %10s %7s %7s %11s %9s %9s", cells);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }
}
