package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sale after sale is opened, sold, paid, closed and deleted, and nothing grows: neither heap, nor the ledger's topic once
 * the broker has cleaned it, nor the time of a take-over.
 */
@Tag("slow")
class ManySalesIT {
    private static final int SALES = Integer.getInteger("sales.count", 20);
    private static final int ORDERS = Integer.getInteger("sales.orders", 500);
    private static final int AT_ONCE = 100;
    private static final String ORDERS_TOPIC = "seckill.orders";

    /** A thousand orders have more. */
    private static final long CLEANED_BYTES = 100_000;

    private static final long HEAP_NOISE = 6_000_000;
    private static final Duration CLEANING = Duration.ofMinutes(5);

    private final ProcessCluster cluster = ProcessCluster.startAsShipped("many-sales", Store.LEDGER);

    /** How things stand after some sales; sizes are in bytes. */
    private record Figures(int sales, long backendHeap, long gatewayHeap, long topic, long takeOverMillis) {}

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void nothingGrowsFromTheTenthSaleToTheLast() throws Exception {
        cluster.startGateway("topics.queues=1");
        cluster.startBackend("topics.queues=1");
        cluster.awaitReady();
        cleanSoon();
        cluster.openSale("lasting", SaleTerms.open(1));
        int early = Math.min(10, SALES / 2);
        sell(0, early);
        Figures before = figures(early);

        sell(early, SALES);
        Figures after = figures(SALES);

        assertThat(after.backendHeap()).isLessThan(before.backendHeap() + HEAP_NOISE);
        assertThat(after.gatewayHeap()).isLessThan(before.gatewayHeap() + HEAP_NOISE);
        assertThat(after.takeOverMillis()).isLessThan(3 * before.takeOverMillis() + 1_000);
    }

    private void sell(int from, int to) {
        for (int sale = from; sale < to; sale++) {
            String item = "sale-" + sale;
            cluster.openSale(item, SaleTerms.open(ORDERS).holding(600));
            for (int first = 0; first < ORDERS; first += AT_ONCE) {
                List<Future<Answer>> paid = IntStream.range(first, Math.min(first + AT_ONCE, ORDERS))
                        .mapToObj(number -> buyAndPay(item, "user-" + number))
                        .toList();
                Now.get(Future.all(paid));
                assertThat(paid)
                        .extracting(answer -> answer.result().json().getString("status"))
                        .containsOnly("CONFIRMED");
            }
            assertThat(Now.get(cluster.console(0).change(item, "close")).status())
                    .isEqualTo(200);
            assertThat(Now.get(cluster.console(0).delete(item)).status()).isEqualTo(204);
        }
    }

    private Future<Answer> buyAndPay(String item, String user) {
        Shop shop = cluster.shop(0);
        return shop.buyWaiting(user, item, 30).compose(bought -> shop.confirm(user, item, bought.orderId()));
    }

    private Figures figures(int sales) throws Exception {
        await("one item is left").until(() -> metrics(0).total("seckill_ledger_items") == 1);
        assertThat(metrics(0).total("seckill_ledger_orders")).isZero();
        MetricsPage gateway = Now.get(cluster.console(0).metrics());
        assertThat(gateway.total("seckill_catalogue_items")).isEqualTo(1);
        long backendHeap = cluster.backend(0).liveHeap();
        long gatewayHeap = cluster.gateway(0).liveHeap();
        await("the topic is cleaned")
                .atMost(CLEANING)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> topicAfterOneMoreRecord() < CLEANED_BYTES);
        long topic = topicAfterOneMoreRecord();
        cluster.backend(0).kill();
        cluster.forgetTheDead();
        cluster.startBackend("topics.queues=1");
        cluster.awaitReady();
        await("one item again").until(() -> metrics(0).total("seckill_ledger_items") == 1);
        long takeOver = Math.round(1_000 * metrics(0).total("seckill_ledger_load_seconds_sum"));
        Figures figures = new Figures(sales, backendHeap, gatewayHeap, topic, takeOver);
        System.out.println(figures);
        return figures;
    }

    private MetricsPage metrics(int backend) {
        return Now.get(cluster.backendConsole(backend).metrics());
    }

    /** The segment that is being written is cleaned once there is another. */
    private long topicAfterOneMoreRecord() throws ExecutionException, InterruptedException {
        assertThat(Now.get(cluster.console(0).put("lasting", SaleTerms.open(1))).status())
                .isEqualTo(200);
        try (Admin admin = admin()) {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(broker -> broker.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(ORDERS_TOPIC))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }
    }

    /** As Kafka does by itself, within seconds where it takes minutes to a day. */
    private void cleanSoon() throws ExecutionException, InterruptedException {
        Map<String, String> soon = Map.of(
                TopicConfig.SEGMENT_MS_CONFIG, "1000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.01",
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "0",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, "100");
        List<AlterConfigOp> changes = soon.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, ORDERS_TOPIC), changes))
                    .all()
                    .get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }
}
