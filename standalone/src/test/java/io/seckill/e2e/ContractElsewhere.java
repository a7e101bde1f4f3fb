package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.HandmadeBackend;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.testkit.TestPostgres;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Documented answers that {@link ContractIT} needs something else for than its own cluster. */
final class ContractElsewhere {
    private ContractElsewhere() {}

    /** A database that lacks the table at first. */
    static void whereOrdersAreListed(Cluster cluster) throws Exception {
        assertThat(Now.get(cluster.console(0).get(ContractIT.ALL_ORDERS)).status())
                .isEqualTo(501);
        try (TestPostgres server = TestPostgres.start()) {
            String schema = server.newSchema();
            int gateway = cluster.startGateway(
                    "gateway.ordersTable.database=postgresql://postgres@127.0.0.1:" + server.port() + "/postgres",
                    "gateway.ordersTable.schema=" + schema);
            Console listing = cluster.console(gateway);
            assertThat(Now.get(listing.get(ContractIT.ALL_ORDERS)).outcome()).isEqualTo("503 DATABASE_UNAVAILABLE");
            try (Connection connection = server.connect();
                    Statement table = connection.createStatement()) {
                table.execute("create schema " + schema + " create table orders (item_id text, order_id text,"
                        + " user_id text, device_id text, quantity bigint, status text, decided_at timestamptz,"
                        + " held_until timestamptz, forgotten_at timestamptz)");
            }
            assertThat(Now.get(listing.get(ContractIT.ALL_ORDERS)).status()).isEqualTo(200);
            assertThat(Now.get(listing.get(ContractIT.ALL_ORDERS + "?status=LOST"))
                            .status())
                    .isEqualTo(400);
            cluster.stopGateway(gateway);
        }
    }

    /** Only a broker that stands still, its connections open, neither acknowledges nor refuses. */
    static Set<String> seenWhileTheQueueIsSilent() {
        try (ProcessCluster silent = ProcessCluster.start("contract")) {
            silent.startGateway();
            silent.awaitReady();
            Shop shop = silent.shop(0);
            silent.broker().freeze();
            // All at once: as soon as one has found out, others are refused.
            List<Future<Answer>> calls = new ArrayList<>(List.of(
                    // With a key, or the gateway would say by itself that there is no such item.
                    shop.buy("ann", "phone", Map.of("Idempotency-Key", "k"), ""),
                    shop.ask("ann", ContractIT.NOBODYS),
                    shop.orders("ann", "phone"),
                    shop.ask("ann", ContractIT.NOBODYS + "/events"),
                    silent.console(0).put("one", SaleTerms.open(1))));
            OrderCalls.about(shop, "ann", ContractIT.NOBODY).forEach(call -> calls.add(call.get()));
            ContractIT.changes(silent.console(0), "one").forEach(call -> calls.add(call.get()));
            calls.add(silent.console(0).refund("held", ContractIT.NOBODY, ""));
            assertThat(calls.stream().map(Now::get)).extracting(Answer::status).containsOnly(504);
            silent.broker().thaw();
            return silent.caller().contract().seen();
        }
    }

    /** No record of this test makes a backend of ours fail, so another one says so. */
    static Set<String> seenWhileEveryAttemptFails() {
        String item = HandmadeBackend.ALWAYS_REJECTED;
        try (Cluster failing = Cluster.empty()) {
            failing.startGateway();
            failing.announce(item);
            try (var backend = new HandmadeBackend(failing.caller(), failing.bootstrapServers())) {
                Shop shop = failing.shop(0);
                List<Answer> answers = new ArrayList<>(List.of(
                        Now.get(shop.buyWaiting("ann", item, 20)),
                        Now.get(shop.order("ann", item, ContractIT.NOBODY)),
                        Now.get(shop.orders("ann", item)),
                        Now.get(shop.confirm("ann", item, ContractIT.NOBODY)),
                        Now.get(shop.cancel("ann", item, ContractIT.NOBODY)),
                        Now.get(failing.console(0).refund(item, ContractIT.NOBODY, "")),
                        Now.get(failing.console(0).put(item, SaleTerms.open(1)))));
                ContractIT.changes(failing.console(0), item).forEach(call -> answers.add(Now.get(call.get())));
                assertThat(answers).extracting(Answer::outcome).containsOnly("500 REJECTED_BY_BACKEND");
                await("all delivered").until(() -> backend.receipts().size() == answers.size());
            }
            return failing.caller().contract().seen();
        }
    }
}
