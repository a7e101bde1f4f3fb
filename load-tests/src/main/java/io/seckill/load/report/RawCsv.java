package io.seckill.load.report;

import io.seckill.load.generate.LoadResult;
import io.seckill.load.measure.Noise;
import io.seckill.load.measure.Role;
import io.seckill.load.trial.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Every single measurement, one a line: what the medians hide. */
public final class RawCsv {
    private static final List<String> HEAD = List.of(
            "round",
            "contender",
            "trial",
            "offered_per_s",
            "window_s",
            "sent",
            "good",
            "good_in_window",
            "refused",
            "refused_rudely",
            "failed",
            "lost",
            "throughput_per_s",
            "p50_ms",
            "p90_ms",
            "p99_ms",
            "p999_ms",
            "max_ms",
            "send_lag_p99_ms",
            "cpu_generator_us",
            "cpu_gateway_us",
            "cpu_backend_us",
            "cpu_broker_us",
            "mem_generator_kib",
            "mem_gateway_kib",
            "mem_backend_kib",
            "mem_broker_kib",
            "pause_generator_ms",
            "pause_gateway_ms",
            "pause_backend_ms",
            "pause_broker_ms",
            "steal",
            "others",
            "statuses",
            "doubts");

    private RawCsv() {}

    /** The file's text. */
    public static String text(List<Measurement> measurements) {
        StringBuilder text = new StringBuilder(String.join(",", HEAD)).append('\n');
        measurements.forEach(each -> text.append(String.join(",", row(each))).append('\n'));
        return text.toString();
    }

    private static List<String> row(Measurement each) {
        LoadResult result = each.result();
        List<String> row = new ArrayList<>(List.of(
                Integer.toString(each.round() + 1),
                each.contender().name(),
                each.trial(),
                decimal(each.offered()),
                decimal(result.window().toMillis() / 1e3)));
        for (long count : List.of(
                result.sent(),
                result.good(),
                result.goodInWindow(),
                result.refused(),
                result.refusedRudely(),
                result.failed(),
                result.lost())) {
            row.add(Long.toString(count));
        }
        row.add(decimal(result.throughput()));
        for (double percent : List.of(50.0, 90.0, 99.0, 99.9, 100.0)) {
            row.add(decimal(result.latencyMillis(percent)));
        }
        row.add(decimal(result.sendLag().getValueAtPercentile(99) / 1e3));
        addCost(each, row);
        row.add(quoted(result.byStatus().toString()));
        row.add(quoted(String.join("; ", each.doubts())));
        return row;
    }

    private static void addCost(Measurement each, List<String> row) {
        for (Role role : Role.values()) {
            OptionalDouble micros =
                    each.cost().microsPerRequest(role, each.result().goodInWindow());
            row.add(micros.isPresent() ? decimal(micros.getAsDouble()) : "");
        }
        for (Role role : Role.values()) {
            Long peak = each.cost().peakMemory().get(role);
            row.add(peak == null ? "" : peak.toString());
        }
        for (Role role : Role.values()) {
            Duration pause = each.cost().longestPause().get(role);
            row.add(pause == null ? "" : decimal(pause.toNanos() / 1e6));
        }
        row.add(each.cost().noise().map(Noise::steal).map(RawCsv::decimal).orElse(""));
        row.add(each.cost().noise().map(Noise::others).map(RawCsv::decimal).orElse(""));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
