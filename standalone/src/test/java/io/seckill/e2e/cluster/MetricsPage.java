package io.seckill.e2e.cluster;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of Prometheus metrics.
 *
 * @param values by series, such as {@code name{label="value"}}
 */
public record MetricsPage(Map<String, Double> values) {
    private static final Pattern LINE = Pattern.compile("(\\S+(?:\\{.*})?) (\\S+)");

    static MetricsPage of(String text) {
        return new MetricsPage(text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(LINE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .collect(Collectors.toMap(line -> line.group(1), line -> Double.parseDouble(line.group(2)))));
    }

    /** The sum of all series whose name and labels match {@code series}, a regular expression; 0 where none does. */
    public double sum(String series) {
        Pattern wanted = Pattern.compile(series);
        return values.entrySet().stream()
                .filter(entry -> wanted.matcher(entry.getKey()).matches())
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** All series of one name, whatever their labels. */
    public double total(String name) {
        return sum(Pattern.quote(name) + "(\\{.*})?");
    }

    /** The series of one name that carries {@code label="value"}. */
    public double labelled(String name, String label, String value) {
        return sum(Pattern.quote(name) + "\\{.*" + label + "=\"" + Pattern.quote(value) + "\".*}");
    }
}
