package io.seckill.load.scale;

import io.seckill.load.measure.Role;
import io.seckill.load.scale.model.Forecast;
import io.seckill.load.scale.model.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Plans as tables in Markdown, and as a curve. */
final class ScaleReport {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 450;
    private static final int DPI = 144;

    private ScaleReport() {}

    /** What each load needs. */
    static String plans(List<Sizing.Plan> plans) {
        StringBuilder text = new StringBuilder("""
                | purchases/s | gateways | backends | brokers | queues | p50 ms | p99 ms | busiest gateway | busiest backend | busiest broker | bottleneck |
                |---:|---:|---:|---:|---:|---:|---:|---|---|---|---|
                """);
        for (Sizing.Plan plan : plans) {
            Installation installation = plan.installation();
            text.append(String.format(
                    Locale.ROOT,
                    "| %,.0f | %d | %d | %d | %d | %.0f | %.0f | %s | %s | %s | %s |%n",
                    plan.target(),
                    installation.gateways(),
                    installation.backends(),
                    installation.brokers(),
                    installation.queues(),
                    plan.forecast().p50Millis(),
                    plan.forecast().p99Millis(),
                    busiest(plan.forecast(), Role.GATEWAY),
                    busiest(plan.forecast(), Role.BACKEND),
                    busiest(plan.forecast(), Role.BROKER),
                    plan.first()));
        }
        return text.toString();
    }

    private static String busiest(Forecast forecast, Role role) {
        Forecast.Use use = forecast.busiest(role);
        return String.format(Locale.ROOT, "%s %.0f %%", use.what(), 100 * use.share());
    }

    /** How much one queue decides, by the number of gateways. */
    static String hotItem(Map<Integer, Sizing.Plan> plans) {
        StringBuilder text = new StringBuilder("""
                | gateways | purchases/s | p50 ms | p99 ms | then too busy |
                |---:|---:|---:|---:|---|
                """);
        new TreeMap<>(plans)
                .forEach((gateways, plan) -> text.append(String.format(
                        Locale.ROOT,
                        "| %d | %,.0f | %.0f | %.0f | %s |%n",
                        gateways,
                        plan.target(),
                        plan.forecast().p50Millis(),
                        plan.forecast().p99Millis(),
                        plan.first())));
        return text.toString();
    }

    /** What one backend's death costs at {@code target} purchases a second, by the orders in the ledger of each queue. */
    static String deaths(double target, double seconds, Map<Double, Forecast> deaths) {
        StringBuilder text = new StringBuilder("""
                | purchases/s | orders in each queue | refused | outcome after the 202 | all well after s |
                |---:|---:|---:|---:|---:|
                """);
        new TreeMap<>(deaths)
                .forEach((orders, forecast) -> text.append(String.format(
                        Locale.ROOT,
                        "| %,.0f | %,.0f | %,.0f | %,.0f | %.1f |%n",
                        target,
                        orders,
                        forecast.refused() * seconds,
                        forecast.late() * seconds,
                        forecast.troubledSeconds())));
        return text.toString();
    }

    /** Draws {@code scale.png}: how many of what, by purchases a second. */
    static void draw(List<Sizing.Plan> plans, Path folder) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .theme(ChartTheme.Matlab)
                .title("What a load needs")
                .xAxisTitle("purchases/s")
                .yAxisTitle("processes, queues")
                .build();
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setLegendPosition(LegendPosition.OutsideE);
        Map<String, ToDoubleFunction<Installation>> curves = Map.of(
                "gateways", Installation::gateways,
                "backends", Installation::backends,
                "brokers", Installation::brokers,
                "queues", Installation::queues);
        List<Double> targets = plans.stream().map(Sizing.Plan::target).toList();
        new TreeMap<>(curves)
                .forEach((name, count) -> chart.addSeries(
                        name,
                        targets,
                        plans.stream()
                                .map(plan -> count.applyAsDouble(plan.installation()))
                                .toList()));
        BitmapEncoder.saveBitmapWithDPI(chart, folder.resolve("scale").toString(), BitmapFormat.PNG, DPI);
    }
}
