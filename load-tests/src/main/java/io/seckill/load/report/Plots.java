package io.seckill.load.report;

import io.seckill.load.measure.Role;
import io.seckill.load.trial.Contender;
import io.seckill.load.trial.Outcome;
import io.seckill.load.trial.Summary;
import io.seckill.load.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws a run's figures as PNG files. Needs a font on the machine, as all of Java's drawing does. */
public final class Plots {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 450;
    private static final int DPI = 144;
    private static final List<Double> PERCENTS = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9);
    private static final List<Double> CURVES = List.of(50.0, 99.0);

    private final Outcome outcome;
    private final Path folder;

    /** Draws {@code outcome} into {@code folder}. */
    public Plots(Outcome outcome, Path folder) {
        this.outcome = outcome;
        this.folder = folder;
    }

    /** Writes {@code throughput.png}, {@code cpu.png} a {@code latency-...png} for each open load, and how latency grows with the rate. */
    public void write() throws IOException {
        List<Trial> closed = outcome.plan().trials().stream()
                .filter(Trial.Closed.class::isInstance)
                .toList();
        if (!closed.isEmpty()) {
            save(throughput(closed), "throughput");
            save(cpu(closed.get(closed.size() - 1)), "cpu");
        }
        List<Trial> open = outcome.plan().openTrials();
        for (Trial trial : open) {
            String rate =
                    trial.label().replace("open ", "").replace("/s", "-per-s").replace("%", "-percent");
            save(latency(trial), "latency-" + rate);
        }
        if (open.size() > 1) {
            save(latencyByRate(open), "latency-by-rate");
        }
    }

    private CategoryChart throughput(List<Trial> closed) {
        CategoryChart chart = chart("Throughput, closed loop", "connections", "requests/s");
        chart.getStyler().setLabelsVisible(true);
        List<String> connections = closed.stream()
                .map(trial -> trial.label().replaceAll("\\D", ""))
                .toList();
        for (Contender contender : outcome.plan().contenders()) {
            List<Double> values = closed.stream()
                    .map(trial -> of(contender, trial).map(Summary::throughput).orElse(0.0))
                    .toList();
            chart.addSeries(contender.name(), connections, values);
        }
        chart.getStyler().setYAxisDecimalPattern("#,##0");
        return chart;
    }

    private CategoryChart cpu(Trial trial) {
        CategoryChart chart = chart("Processor time per request, " + trial.label(), "", "µs");
        chart.getStyler().setStacked(true).setLabelsVisible(true);
        List<String> names =
                outcome.plan().contenders().stream().map(Contender::name).toList();
        for (Role role : Role.values()) {
            List<Double> values = outcome.plan().contenders().stream()
                    .map(contender -> of(contender, trial)
                            .map(summary -> summary.cpuMicros(role).orElse(0))
                            .orElse(0.0))
                    .toList();
            chart.addSeries(role.label(), names, values);
        }
        chart.getStyler().setYAxisDecimalPattern("0");
        return chart;
    }

    private CategoryChart latency(Trial trial) {
        CategoryChart chart = chart("Latency from the intended send time, " + trial.label(), "percentile", "ms");
        chart.getStyler()
                .setOverlapped(true)
                .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line)
                .setYAxisLogarithmic(true);
        List<String> percents = PERCENTS.stream()
                .map(percent -> "p" + percent.toString().replace(".0", ""))
                .toList();
        for (Contender contender : outcome.plan().contenders()) {
            of(contender, trial).filter(summary -> summary.samples() > 0).ifPresent(summary -> {
                List<Double> values =
                        PERCENTS.stream().map(summary::latencyMillis).toList();
                chart.addSeries(contender.name(), percents, values);
            });
        }
        return chart;
    }

    private XYChart latencyByRate(List<Trial> open) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .theme(ChartTheme.Matlab)
                .title("Latency by rate, open loop")
                .xAxisTitle("requests/s")
                .yAxisTitle("ms")
                .build();
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setXAxisDecimalPattern("#,##0")
                .setLegendPosition(LegendPosition.OutsideE);
        for (Contender contender : outcome.plan().contenders()) {
            List<Summary> byRate = open.stream()
                    .flatMap(trial -> of(contender, trial).stream())
                    .filter(summary -> summary.samples() > 0)
                    .sorted(Comparator.comparingDouble(Summary::offered))
                    .toList();
            if (!byRate.isEmpty()) {
                List<Double> rates = byRate.stream().map(Summary::offered).toList();
                CURVES.forEach(percent -> chart.addSeries(
                        contender.name() + ", p" + Math.round(percent),
                        rates,
                        byRate.stream()
                                .map(summary -> summary.latencyMillis(percent))
                                .toList()));
            }
        }
        return chart;
    }

    private static CategoryChart chart(String title, String x, String y) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .theme(ChartTheme.Matlab)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private Optional<Summary> of(Contender contender, Trial trial) {
        return Summary.of(outcome.measurements(), contender, trial.label());
    }

    private void save(Chart<?, ?> chart, String name) throws IOException {
        BitmapEncoder.saveBitmapWithDPI(chart, folder.resolve(name).toString(), BitmapFormat.PNG, DPI);
    }
}
