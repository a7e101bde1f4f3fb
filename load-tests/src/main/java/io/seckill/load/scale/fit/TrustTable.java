package io.seckill.load.scale.fit;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.model.Forecast;
import java.util.List;
import java.util.Locale;

/** Predicted beside measured, in Markdown. */
public final class TrustTable {
    private TrustTable() {}

    /** A line for each of {@code rows}, which {@code forecasts} predict. */
    public static String text(List<BenchRow> rows, List<Forecast> forecasts) {
        StringBuilder text = new StringBuilder("""
                | system, load | cores left | purchases/s | p50 ms | p99 ms | us gateway | us backend | us broker |
                |---|---:|---|---|---|---|---|---|
                """);
        for (int i = 0; i < rows.size(); i++) {
            BenchRow row = rows.get(i);
            Forecast forecast = forecasts.get(i);
            text.append(String.format(Locale.ROOT, "| %s, %s | %.2f ", row.contender(), row.trial(), row.coresLeft(2)))
                    .append(cell("%,.0f", forecast.throughput(), row.throughput()))
                    .append(cell("%.1f", forecast.p50Millis(), row.p50()))
                    .append(cell("%.1f", forecast.p99Millis(), row.p99()));
            for (Role role : List.of(Role.GATEWAY, Role.BACKEND, Role.BROKER)) {
                text.append(cell(
                        "%.0f",
                        forecast.cpuMicros().getOrDefault(role, 0.0),
                        row.cpuMicros().getOrDefault(role, 0.0)));
            }
            text.append("|\n");
        }
        return text.toString();
    }

    private static String cell(String format, double predicted, double measured) {
        String values = format + " / " + format;
        return String.format(
                Locale.ROOT,
                "| " + values + " (%+.0f %%) ",
                predicted,
                measured,
                measured == 0 ? 0 : 100 * (predicted / measured - 1));
    }
}
