package io.seckill.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.PacedBuyers;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPorts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Gateways behind the balancer that {@code deploy/haproxy} configures are restarted in the middle of a sale. */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class RollingRestartIT {
    private static final int PER_SECOND = 300;

    /** 128 and the signal's number. */
    private static final int SIGTERM_EXIT = 143;

    /** Enough to have some on every queue. */
    private static final List<String> ITEMS =
            IntStream.range(0, 12).mapToObj(i -> "rolling-" + i).toList();

    private Tool haproxy;
    private ProcessCluster cluster;

    @BeforeAll
    void openSale() {
        haproxy = Tool.named("haproxy");
        cluster = ProcessCluster.start("rolling");
        for (int i = 0; i < 2; i++) {
            cluster.startBackend();
            // Nobody shall be refused because a busy machine is slow.
            cluster.startGateway("gateway.drain.delay=5s", "gateway.admission.maxPredictedWait=1h");
        }
        cluster.awaitReady();
        ITEMS.forEach(item -> cluster.openSale(item, SaleTerms.open(1_000_000)));
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void noBuyerNoticesThatBackendsAndGatewaysAreRestartedOneAfterTheOther() {
        int port = TestPorts.next();
        try (ChildProcess balancer = startBalancer(port)) {
            Shop shop = new Shop(cluster.caller(), port, cluster.journal());
            await("the balancer")
                    .ignoreExceptions()
                    .until(() -> Now.get(shop.item(ITEMS.get(0))).status() == 200);
            long begun = System.nanoTime();
            PacedBuyers buyers = new PacedBuyers(cluster.caller().vertx(), shop, ITEMS, PER_SECOND).start();

            for (int i = 0; i < 2; i++) {
                stop(cluster.backend(i));
                cluster.restartBackend(i);
                cluster.awaitReady();
            }
            for (int i = 0; i < 2; i++) {
                stop(cluster.gateway(i));
                cluster.restartGateway(i);
                balancer.awaitOutput("Server gateways/gateway-" + (i + 1) + " is UP");
            }

            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            Map<String, Integer> heard = buyers.stop();
            assertThat(heard).containsOnlyKeys("201");
            assertThat(heard.get("201")).isGreaterThanOrEqualTo((int) seconds * PER_SECOND);
        }
        cluster.awaitReady();
        Guarantee.checkAll(cluster.evidence());
    }

    private ChildProcess startBalancer(int port) {
        Map<String, String> where = new HashMap<>(Map.of("BUYERS", TestPorts.HOST + ":" + port));
        for (int i = 0; i < 2; i++) {
            String gateway = "GATEWAY_" + (i + 1);
            where.put(gateway, TestPorts.HOST + ":" + cluster.shop(i).port());
            where.put(gateway + "_MANAGEMENT", String.valueOf(cluster.console(i).port()));
        }
        Path config = Tool.DEPLOY.resolve("haproxy/haproxy.cfg");
        return ChildProcess.start(
                "rolling-haproxy", List.of(haproxy.path().toString(), "-db", "-f", config.toString()), where);
    }

    /** As a supervisor does. */
    private static void stop(ChildProcess process) {
        process.terminate();
        assertThat(process.awaitExit()).isEqualTo(SIGTERM_EXIT);
    }
}
