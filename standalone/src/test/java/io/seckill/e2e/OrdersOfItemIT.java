package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.backend.projection.Projector;
import io.seckill.backend.projection.ProjectorSettings;
import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.settings.Settings;
import io.seckill.testkit.TestPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operators' lists, of what a projector keeps and of what the store in PostgreSQL holds. */
@ExtendWith(TestPostgres.Extension.class)
class OrdersOfItemIT {
    private static final String ORDERS = "/v1/admin/items/phone/orders";
    private static final int BUYERS = 7;

    @Test
    void aProjectorsTableIsListedAndItsDatabaseMayBeAwayForAWhile(TestPostgres server) throws Exception {
        String schema = server.newSchema();
        try (Cluster cluster = Cluster.start(table(server, schema))) {
            Projector projector = project(cluster, server, schema);
            everyOrderIsListedPageByPage(cluster);

            server.pause();
            assertThat(get(cluster, ORDERS).outcome()).isEqualTo("503 DATABASE_UNAVAILABLE");
            server.goOn();

            await("the database again").until(() -> get(cluster, ORDERS).status() == 200);
            Now.get(projector.stop());
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void theStoreInPostgresIsListedAlike(TestPostgres server) {
        String schema = server.newSchema();
        String[] settings = Stream.concat(
                        Stream.of(server.overrides(schema)).map("backend."::concat), Stream.of(table(server, schema)))
                .toArray(String[]::new);
        try (Cluster cluster = Cluster.start(settings)) {
            everyOrderIsListedPageByPage(cluster);
        }
    }

    @Test
    void withoutADatabaseTheAnswerSaysWhatToConfigure() {
        try (Cluster cluster = Cluster.start()) {
            Answer answer = get(cluster, ORDERS);

            assertThat(answer.outcome()).isEqualTo("501 NOT_CONFIGURED");
            assertThat(answer.json().getString("detail")).contains("gateway.ordersTable.database");
        }
    }

    private static void everyOrderIsListedPageByPage(Cluster cluster) {
        cluster.openSale("phone", SaleTerms.open(10).limitedTo(1).holding(600));
        List<String> bought = new ArrayList<>();
        for (int i = 0; i < BUYERS; i++) {
            Map<String, String> device = i % 2 == 0 ? Map.of() : Map.of("X-Device-Id", "device " + i);
            bought.add(Now.get(cluster.shop(0).buy("user" + i, "phone", device, ""))
                    .orderId());
        }
        assertThat(Now.get(cluster.shop(0).cancel("user1", "phone", bought.get(1)))
                        .status())
                .isEqualTo(200);
        assertThat(Now.get(cluster.shop(0).confirm("user2", "phone", bought.get(2)))
                        .status())
                .isEqualTo(200);
        await("the last change in the table")
                .until(() -> get(cluster, ORDERS + "?status=CONFIRMED")
                                .json()
                                .getJsonArray("orders", new JsonArray())
                                .size()
                        == 1);

        List<JsonObject> listed = new ArrayList<>();
        for (String next = ORDERS + "?limit=3"; next != null; ) {
            Answer page = get(cluster, next);
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            page.json().getJsonArray("orders").forEach(order -> listed.add((JsonObject) order));
            next = page.json().getString("next");
        }

        assertThat(listed).extracting(order -> order.getString("orderId")).containsExactlyInAnyOrderElementsOf(bought);
        assertThat(listed)
                .extracting(order -> Instant.parse(order.getString("decidedAt")))
                .isSorted();
        assertThat(listed)
                .filteredOn(order -> order.getString("status").equals("CANCELLED"))
                .singleElement()
                .satisfies(order -> {
                    assertThat(order.getString("orderId")).isEqualTo(bought.get(1));
                    assertThat(order.getString("userId")).isEqualTo("user1");
                    assertThat(order.getString("deviceId")).isEqualTo("device 1");
                });
        assertThat(get(cluster, ORDERS + "?status=RESERVED").json().getJsonArray("orders"))
                .hasSize(BUYERS - 2);
        assertThat(get(cluster, "/v1/admin/items/nothing/orders").json().getJsonArray("orders"))
                .isEmpty();
    }

    private static Answer get(Cluster cluster, String path) {
        return Now.get(cluster.console(0).get(path));
    }

    private static String[] table(TestPostgres server, String schema) {
        return new String[] {
            "gateway.ordersTable.database=postgresql://postgres@127.0.0.1:" + server.port() + "/postgres",
            "gateway.ordersTable.password=postgres",
            "gateway.ordersTable.schema=" + schema
        };
    }

    private static Projector project(Cluster cluster, TestPostgres server, String schema) {
        Settings settings = Settings.defaults(OrdersOfItemIT.class.getClassLoader(), ProjectorSettings.DEFAULTS)
                .withOverride("kafka.bootstrapServers=" + cluster.bootstrapServers())
                .withOverride("projector.management.port=0");
        for (String override : server.overrides(schema)) {
            if (override.startsWith("postgres.")) {
                settings = settings.withOverride("projector." + override);
            }
        }
        return Now.get(Projector.start(settings.section(ProjectorSettings.SECTION, ProjectorSettings.class)));
    }
}
