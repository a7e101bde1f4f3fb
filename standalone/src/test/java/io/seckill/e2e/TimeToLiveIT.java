package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Commands;
import io.seckill.e2e.cluster.ManyStreams;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.v1.Command;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Once the time to live of a purchase is over, no answer means no. */
@OnBothStores
class TimeToLiveIT {
    private static final int CONNECTIONS = 20;
    private static final int BUYERS = 2_000;

    private final ProcessCluster cluster;

    TimeToLiveIT(Store store) {
        cluster = ProcessCluster.start("time-to-live", store);
    }

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void whoseTimeRanOutBehindAPausedBackendNeverGetsAnOrder() {
        cluster.startGateway(
                "gateway.purchase.timeToLive=1s",
                "gateway.purchase.maxWait=1s",
                "gateway.purchase.defaultWait=1s",
                "gateway.publish.deliveryTimeout=20s");
        // Longer than the pause: the backend shall go on with what it has, not begin anew.
        cluster.startBackend("backend.consumer.sessionTimeout=30s");
        cluster.awaitReady();
        cluster.openSale("phone", SaleTerms.open(BUYERS));
        cluster.backend(0).freeze();
        assertThat(ManyStreams.queue(cluster.shop(0).port(), "phone", CONNECTIONS, BUYERS))
                .isEqualTo(Map.of("202", (long) BUYERS));
        List<Command> queued = Commands.read(cluster.bootstrapServers()).stream()
                .filter(Command::hasPurchase)
                .toList();
        long over = queued.stream().mapToLong(Command::getExpiresAt).max().orElseThrow();
        await("the end of their time").until(() -> System.currentTimeMillis() > over);

        cluster.backend(0).thaw();

        await("all refused").until(() -> expired() == BUYERS);
        assertThat(cluster.ledger().ordersOf("phone")).isEmpty();
        assertThat(queued.subList(0, 10))
                .allSatisfy(command -> assertThat(verdict(command)).isEqualTo("EXPIRED"));
    }

    private double expired() {
        return Now.get(cluster.backendConsole(0).metrics())
                .labelled("seckill_commands_decided_total", "outcome", "expired");
    }

    private String verdict(Command purchase) {
        String location = "/v1/items/phone/purchases/" + purchase.getRequestId();
        return Now.get(cluster.shop(0).settle(purchase.getUserId(), location)).verdict();
    }
}
