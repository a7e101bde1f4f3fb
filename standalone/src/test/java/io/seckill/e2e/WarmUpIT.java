package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a process buys and decides before it is ready is neither kept nor counted, and it needs no other process for it. */
class WarmUpIT {
    private static final List<String> UNTOUCHED = List.of("seckill.requests", "seckill.requests.dlq", "seckill.items");
    private static final List<String> ABORTED = List.of("seckill.orders", "seckill.events", "seckill.warmup.orders");
    private static final List<String> OF_GATEWAY = List.of(
            "seckill_requests_opened_total",
            "seckill_requests_refused_total",
            "seckill_edge_answers_total",
            "seckill_request_latency_seconds_count",
            "seckill_catalogue_items",
            "seckill_line_predicted_wait_seconds",
            "seckill_http_connections");
    private static final List<String> OF_BACKEND =
            List.of("seckill_commands_decided_total", "seckill_commit_time_seconds_count", "seckill_ledger_orders");

    private final Cluster cluster = Cluster.empty("gateway.http.loops=2", "backend.events.enabled=true");

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void eachWarmsUpByItselfAndLeavesNothing() {
        int gateway = cluster.startGatewayWithoutBroker("gateway.warmUp=5s", "gateway.http.accessLog=true");
        awaitWarm(cluster.console(gateway));
        cluster.startBackend("backend.warmUp=5s");
        await("the backend ready").until(() -> cluster.backendConsole(0).ready());

        assertThat(endOf("seckill.warmup.requests")).isGreaterThan(100);
        assertThat(endOf("seckill.warmup.orders")).isGreaterThan(100);
        assertThat(transactionalIds())
                .as("apart from those that a take-over may fence")
                .anyMatch(id -> id.startsWith("seckill-backend-warmup-"));
        assertThat(UNTOUCHED.stream().mapToLong(this::endOf)).containsOnly(0L);
        assertThat(ABORTED.stream().flatMap(topic -> Ledger.records(cluster.bootstrapServers(), topic).stream()))
                .isEmpty();
        assertThat(totals(cluster.console(gateway), OF_GATEWAY)).containsOnly(0.0);
        assertThat(totals(cluster.backendConsole(0), OF_BACKEND)).containsOnly(0.0);
        assertThat(Now.get(cluster.shop(0).get("/v1/items")).json().getJsonArray("items"))
                .isEmpty();

        cluster.openSale("phone", SaleTerms.open(1));
        assertThat(Now.get(cluster.shop(0).buyWaiting("ann", "phone", 20)).outcome())
                .isEqualTo("201");
        assertThat(Now.get(cluster.shop(0).buyWaiting("bob", "phone", 20)).outcome())
                .isEqualTo("409 SOLD_OUT");
        Guarantee.checkAll(cluster.evidence());
    }

    /** It says what it waits for, and gets ready although nobody else is there. */
    private static void awaitWarm(Console console) {
        await("the reason")
                .until(() -> Now.get(console.get("/health/ready"))
                        .json()
                        .getString("notReadyReason", "")
                        .contains("warming up"));
        await("ready").until(console::ready);
    }

    private List<String> transactionalIds() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            return admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Double> totals(Console console, List<String> names) {
        MetricsPage page = Now.get(console.metrics());
        return names.stream().map(page::total).toList();
    }

    private long endOf(String topic) {
        return Ledger.end(cluster.bootstrapServers(), topic);
    }
}
