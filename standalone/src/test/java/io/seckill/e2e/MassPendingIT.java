package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Headers;
import io.seckill.e2e.cluster.HoldingServer;
import io.seckill.e2e.cluster.ManyStreams;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.testkit.ChildProcess;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Promise 1: a hundred thousand buyers wait, and nothing grows but the map that they are in. */
@Tag("slow")
class MassPendingIT {
    private static final int CONNECTIONS = 100;
    private static final int WAVES = 50;
    private static final int WAVE = 2_000;
    private static final int BUYERS = WAVES * WAVE;
    private static final int WAIT_SECONDS = 30;

    /** Waits are counted in ticks of the gateway's clock, and measured here by another one. */
    private static final int TICK_MILLIS = 10;

    private final ProcessCluster cluster = ProcessCluster.startAsShipped("mass-pending", Store.LEDGER);

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void aHundredThousandWaitWithoutAThreadAndWithinSevenHundredBytesEach() {
        long vertxNeeds = vertxNeedsPerStream();
        // The line stands still on purpose: nobody shall be refused for it, nor because the machine is busy.
        cluster.startGateway(
                "gateway.http.maxStreams=1000",
                "gateway.admission.maxPredictedWait=1h",
                "gateway.purchase.timeToLive=1h",
                "gateway.publish.deliveryTimeout=20s");
        cluster.startBackend();
        cluster.awaitReady();
        cluster.openSale("phone", SaleTerms.open(1_000_000));
        try (ManyStreams buyers = new ManyStreams(cluster.shop(0).port(), CONNECTIONS)) {
            warmUp(buyers);
            cluster.backend(0).freeze();
            ChildProcess gateway = cluster.gateway(0);
            long heapBefore = gateway.liveHeap();
            double threadsBefore = threads();

            for (int wave = 0; wave < WAVES; wave++) {
                send(buyers, wave);
            }

            long perBuyer = (gateway.liveHeap() - heapBefore) / BUYERS;
            System.out.printf(
                    "heap per pending request: %d bytes, of which Vert.x's HTTP/2 stream %d, the gateway's own %d%n",
                    perBuyer, vertxNeeds, perBuyer - vertxNeeds);
            assertThat(open()).isEqualTo(BUYERS);
            assertThat(threads()).as("threads").isEqualTo(threadsBefore);
            assertThat(perBuyer - vertxNeeds).as("own bytes per request").isLessThan(700);

            await("all answered").until(() -> buyers.answers() == BUYERS);
            assertThat(buyers.statuses()).isEqualTo(Map.of("202", (long) BUYERS));
            assertThat(buyers.fastestMillis()).isGreaterThanOrEqualTo(WAIT_SECONDS * 1_000L - TICK_MILLIS);
            assertThat(buyers.slowestMillis()).isLessThan(WAIT_SECONDS * 1_000L + 5_000);
            assertThat(open()).isZero();
            assertThat(threads()).as("threads").isEqualTo(threadsBefore);
            // Whom the buyers' side has heard from last the gateway's side has still to close.
            await("the heap to be given back")
                    .until(() -> gateway.liveHeap() - heapBefore, left -> left < BUYERS * 100L);
        }
    }

    /** What a held request costs a bare Vert.x server: no part of the gateway can be blamed for that. */
    private long vertxNeedsPerStream() {
        try (HoldingServer server = cluster.startHoldingServer();
                ManyStreams buyers = new ManyStreams(server.port(), CONNECTIONS)) {
            buyers.open(1, number -> purchase("warm-" + number, 0));
            server.awaitHeld(CONNECTIONS);
            long before = server.process().liveHeap();
            buyers.open(BUYERS / 10 / CONNECTIONS, number -> purchase("user-" + number, WAIT_SECONDS));
            server.awaitHeld(CONNECTIONS + BUYERS / 10);
            return (server.process().liveHeap() - before) / (BUYERS / 10);
        }
    }

    /** One request on every connection that is answered at once, so that all that lives once is there. */
    private static void warmUp(ManyStreams buyers) {
        buyers.open(1, number -> purchase("warm-" + number, 0));
        await().until(() -> buyers.answers() == CONNECTIONS);
        buyers.forget();
    }

    /** Sends one wave and waits until it has arrived: it is the waiting that is tested, not the arriving. */
    private void send(ManyStreams buyers, int wave) {
        buyers.open(WAVE / CONNECTIONS, number -> purchase("user-" + (wave * WAVE + number), WAIT_SECONDS));
        await("wave " + wave).until(() -> open() + buyers.answers() == (wave + 1) * WAVE);
    }

    private static Http2Headers purchase(String user, int waitSeconds) {
        return ManyStreams.post("/v1/items/phone/purchases")
                .set("x-user-id", user)
                .set("prefer", "wait=" + waitSeconds);
    }

    private double open() {
        return Now.get(cluster.console(0).metrics()).total("seckill_requests_open");
    }

    private double threads() {
        return Now.get(cluster.console(0).metrics()).total("jvm_threads_live_threads");
    }
}
