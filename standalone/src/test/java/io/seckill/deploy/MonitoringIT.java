package io.seckill.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy} tells Prometheus and Grafana, held against processes that run. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class MonitoringIT {
    private static final Path RULES = Tool.DEPLOY.resolve("prometheus/alerts.yml");
    private static final Pattern METRIC = Pattern.compile("\\b(seckill|kafka|jvm|process)_\\w+");

    private MonitoredSale sale;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        sale = MonitoredSale.start(folder);
    }

    @AfterAll
    void stop() {
        sale.close();
    }

    @Test
    @Order(1)
    void everyMetricOfTheAlertsIsOnAPage() throws IOException {
        Set<String> watched = metricsIn(Files.readString(RULES));

        await("metrics").untilAsserted(() -> assertThat(sale.names()).containsAll(watched));
    }

    @Test
    @Order(1)
    void everyMetricOfTheDashboardsIsOnAPage() {
        Set<String> shown = metricsIn(String.join("\n", Dashboards.queries()));

        await("metrics").untilAsserted(() -> assertThat(sale.names()).containsAll(shown));
    }

    @Test
    @Order(1)
    void promtoolFindsNoFaultInAnyOfOurMetrics() {
        Tool promtool = Tool.named("promtool");

        assertThat(sale.pages()
                        .map(MonitoringIT::ours)
                        .map(page -> promtool.run(page, "check", "metrics").text()))
                .hasSize(5)
                .containsOnly("");
    }

    /** Last: nothing is decided any more. */
    @Test
    @Order(2)
    void prometheusAnswersTheDashboardsAndCallsForHelpWhenNoBackendIsLeft(@TempDir Path folder) throws IOException {
        int port = TestPorts.next();
        try (ChildProcess prometheus = prometheus(folder, port)) {
            Console console = Console.ofBackend(sale.cluster().caller(), port);
            prometheus.awaitOutput("Server is ready to receive web requests");
            await("scraped").until(() -> results(console, "up == 1") == 5);
            assertThat(firing(console)).isEmpty();
            await("values").untilAsserted(() -> assertThat(unanswered(console)).isEmpty());

            sale.stopBackends();

            await("alert").until(() -> firing(console).contains("SeckillNoBackend"));
        }
    }

    /** What {@code page} says about the project's own metrics. */
    private static String ours(String page) {
        return page.lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?seckill_.*"))
                .collect(joining("\n", "", "\n"));
    }

    /** As shipped, but for where the processes are and how often they are scraped. */
    private ChildProcess prometheus(Path folder, int port) throws IOException {
        Tool prometheus = Tool.named("prometheus");
        Files.copy(RULES, folder.resolve("alerts.yml"));
        String config = Files.readString(Tool.DEPLOY.resolve("prometheus/prometheus.yml"))
                .replace("_interval: 5s", "_interval: 1s")
                .replace(
                        "gateway-1:8081",
                        "127.0.0.1:" + sale.cluster().console(0).port())
                .replace(
                        "gateway-2:8081",
                        "127.0.0.1:" + sale.cluster().console(1).port())
                .replace(
                        "backend-1:8082",
                        "127.0.0.1:" + sale.cluster().backendConsole(0).port())
                .replace(
                        "backend-2:8082",
                        "127.0.0.1:" + sale.cluster().backendConsole(1).port())
                .replace("projector:8084", "127.0.0.1:" + sale.projector().port());
        return ChildProcess.start(
                "monitoring-prometheus",
                List.of(
                        prometheus.path().toString(),
                        "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of());
    }

    private static int results(Console prometheus, String query) {
        String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        return data(prometheus, path).getJsonArray("result").size();
    }

    /** The dashboards' queries that find nothing; one that shows what is not zero may. */
    private static List<String> unanswered(Console prometheus) {
        return Dashboards.queries().stream()
                .map(query -> query.replace("$__rate_interval", "1m"))
                .filter(query -> results(prometheus, query.replace(" > 0", "")) == 0)
                .toList();
    }

    private static List<String> firing(Console prometheus) {
        return data(prometheus, "/api/v1/alerts").getJsonArray("alerts").stream()
                .map(JsonObject.class::cast)
                .filter(alert -> alert.getString("state").equals("firing"))
                .map(alert -> alert.getJsonObject("labels").getString("alertname"))
                .toList();
    }

    private static JsonObject data(Console prometheus, String path) {
        return Now.get(prometheus.get(path)).json().getJsonObject("data");
    }

    private static Set<String> metricsIn(String text) {
        return new TreeSet<>(
                METRIC.matcher(text).results().map(found -> found.group()).toList());
    }
}
