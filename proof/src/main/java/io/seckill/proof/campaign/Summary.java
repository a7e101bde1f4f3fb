package io.seckill.proof.campaign;

import io.seckill.proof.check.Violation;
import io.seckill.proof.report.HtmlPage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all seeds of a run came to, as a line and as a page. */
final class Summary {
    /** Where columns of the histogram end, in milliseconds; the last one is the bound. */
    private static final List<Long> BOUNDS =
            List.of(500L, 1_000L, 2_000L, 3_000L, 5_000L, 8_000L, FullService.BOUND.toMillis());

    private static final List<String> SCRIPTS = List.of("elements.js", "summary.js");

    private final List<CampaignResult> results = new ArrayList<>();
    private int unjudged;

    void add(CampaignResult result) {
        results.add(result);
    }

    /** One more seed was run and could not be judged. */
    void addUnjudged() {
        unjudged++;
    }

    /** How soon service was full again. */
    String line() {
        return Distribution.of(recoveries()).text();
    }

    /** Writes the page to {@code file}, from which it links the reports of seeds. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonObject data = new JsonObject()
                .put("bounds", new JsonArray(BOUNDS))
                .put("kinds", kinds())
                .put("unjudged", unjudged)
                .put("seeds", new JsonArray(results.stream().map(Summary::seed).toList()));
        HtmlPage.write("summary.html", SCRIPTS, data, file);
    }

    private List<FullService.Recovery> recoveries() {
        return results.stream().flatMap(result -> result.recoveries().stream()).toList();
    }

    /** All faults, then those of each kind. */
    private JsonArray kinds() {
        Map<String, Integer> faults = new TreeMap<>();
        results.forEach(
                result -> result.faultKinds().forEach((kind, count) -> faults.merge(kind, count, Integer::sum)));
        Map<String, List<FullService.Recovery>> recoveries = recoveries().stream()
                .collect(Collectors.groupingBy(recovery -> recovery.end().kind()));
        JsonArray kinds = new JsonArray();
        kinds.add(kind("all", faults.values().stream().mapToInt(count -> count).sum(), recoveries()));
        faults.forEach((kind, count) -> kinds.add(kind(kind, count, recoveries.getOrDefault(kind, List.of()))));
        return kinds;
    }

    private static JsonObject kind(String name, int faults, Collection<FullService.Recovery> recoveries) {
        Distribution times = Distribution.of(recoveries);
        return new JsonObject()
                .put("kind", name)
                .put("faults", faults)
                .put("known", times.known().size())
                .put("unknown", times.unknown())
                .put("p50", millis(times.percentile(0.5)))
                .put("p90", millis(times.percentile(0.9)))
                .put("p99", millis(times.percentile(0.99)))
                .put("longest", millis(times.percentile(1)))
                .put("histogram", histogram(times.known()));
    }

    /** How many of {@code times} are in each column; the last column has those above the bound. */
    private static JsonArray histogram(List<Duration> times) {
        int[] columns = new int[BOUNDS.size() + 1];
        for (Duration time : times) {
            columns[
                    (int) BOUNDS.stream()
                            .filter(bound -> time.toMillis() > bound)
                            .count()]++;
        }
        JsonArray histogram = new JsonArray();
        for (int column : columns) {
            histogram.add(column);
        }
        return histogram;
    }

    private static JsonObject seed(CampaignResult result) {
        JsonObject rules = new JsonObject();
        result.violations().stream()
                .collect(Collectors.groupingBy(Violation::rule, TreeMap::new, Collectors.counting()))
                .forEach(rules::put);
        return new JsonObject()
                .put("seed", Long.toString(result.seed()))
                .put("installation", result.installation())
                .put("operations", result.operations())
                .put("lost", result.lost())
                .put("faults", result.faults())
                .put("violations", result.violations().size())
                .put("rules", rules)
                .put("longest", millis(Distribution.of(result.recoveries()).percentile(1)))
                .put(
                        "report",
                        result.violations().isEmpty() ? null : result.folder().getFileName() + "/" + Campaign.REPORT);
    }

    private static @Nullable Long millis(@Nullable Duration time) {
        return time == null ? null : time.toMillis();
    }
}
