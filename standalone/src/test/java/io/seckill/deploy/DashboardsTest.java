package io.seckill.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    @Test
    void eachHasAnAddressOfItsOwnAndAsksTheDataSourceThatIsProvisioned() throws IOException {
        List<JsonObject> dashboards = Dashboards.all();
        List<String> sources = dashboards.stream()
                .flatMap(dashboard -> Dashboards.objects(dashboard.getJsonArray("panels")))
                .map(panel -> panel.getJsonObject("datasource").getString("uid"))
                .distinct()
                .toList();

        assertThat(dashboards)
                .hasSize(4)
                .extracting(each -> each.getString("uid"))
                .doesNotHaveDuplicates();
        assertThat(sources).hasSize(1);
        assertThat(Files.readAllLines(Tool.DEPLOY.resolve("grafana/provisioning/datasources/prometheus.yml")))
                .contains("    uid: " + sources.get(0));
    }
}
