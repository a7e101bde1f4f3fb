package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.ManyStreams;
import io.seckill.e2e.cluster.Now;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purchases on their way to the broker: one alone leaves at once, many leave together. */
class GatheringIT {
    private static final Duration LINGER = Duration.ofMillis(50);
    private static final int CONNECTIONS = 200;
    private static final int BUYERS = 20_000;

    /** So many at least share a request on the average: how many more depends on the machine. */
    private static final int SHARING = 50;

    @AutoClose
    private final Cluster cluster = Cluster.empty();

    @BeforeEach
    void start() {
        cluster.startGateway(
                "gateway.publish.linger=" + LINGER.toMillis() + "ms",
                "gateway.admission.maxPredictedWait=1h",
                "gateway.publish.deliveryTimeout=20s"); // the broker may be slow, and buyers wait
        cluster.announce("phone");
    }

    @Test
    void whoComesAloneWaitsForNobody() {
        long fastest = LongStream.range(0, 20).map(this::nanosUntilQueued).min().orElseThrow();

        assertThat(Duration.ofNanos(fastest)).isLessThan(LINGER);
    }

    private long nanosUntilQueued(long buyer) {
        long sent = System.nanoTime();
        var answer = Now.get(cluster.shop(0)
                .post(
                        "phone",
                        Map.of("X-User-Id", "user-" + buyer, "Prefer", "respond-async"),
                        Buffer.buffer("{\"quantity\":1}")));
        long nanos = System.nanoTime() - sent;
        assertThat(answer.status()).isEqualTo(202);
        return nanos;
    }

    @Test
    void manyShareARequestToTheBroker() {
        assertThat(ManyStreams.queue(cluster.shop(0).port(), "phone", CONNECTIONS, BUYERS))
                .isEqualTo(Map.of("202", (long) BUYERS));

        long requests = Math.round(Now.get(cluster.console(0).metrics()).total("kafka_producer_request_total"));
        System.out.println(requests + " requests to the broker for " + BUYERS + " purchases");
        assertThat(requests).isLessThan(BUYERS / SHARING);
    }
}
