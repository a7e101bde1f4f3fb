package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.MetricsPage;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.RawHttp;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a buyer hears where nobody decides: there is a queue, but no backend. */
class WaitingIT {
    private final Cluster cluster = Cluster.empty("gateway.http.loops=1");

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void undecidedWhenTheWaitIsOverIs202WithWhereToAsk() {
        startGateway();
        long start = System.nanoTime();

        Answer answer = Now.get(cluster.shop(0).buyWaiting("ann", "phone", 1));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().getString("status")).isEqualTo("PENDING");
        String requestId = answer.json().getString("requestId");
        assertThat(requestId).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.header("Location")).startsWith("/v1/items/phone/purchases/" + requestId + "?place=");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
    }

    @Test
    void theUsualWaitIsAsConfigured() {
        startGateway("gateway.purchase.defaultWait=300ms");
        long start = System.nanoTime();

        assertThat(Now.get(cluster.shop(0).buy("ann", "phone")).status()).isEqualTo(202);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
    }

    @Test
    void oneMoreThanMayWaitIs503AtOnce() {
        startGateway("gateway.pending.maxPerLoop=3");
        List<Future<Answer>> waiting = IntStream.range(0, 3)
                .mapToObj(i -> cluster.shop(0).buyWaiting("user-" + i, "phone", 2))
                .toList();
        await().until(() -> open() == 3);

        Answer refused = Now.get(cluster.shop(0).buyWaiting("one-more", "phone", 2));

        assertThat(refused.outcome()).isEqualTo("503 OVERLOADED");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(waiting).noneMatch(Future::isComplete);
        assertThat(Now.get(Future.all(waiting)).<Answer>list()).allMatch(answer -> answer.status() == 202);
    }

    @Test
    void aBuyerWhoHangsUpIsForgotten() {
        startGateway();
        HttpClient own = cluster.caller().vertx().createHttpClient();
        var request =
                Now.get(own.request(HttpMethod.POST, cluster.shop(0).port(), "127.0.0.1", "/v1/items/phone/purchases"));
        var unused = request.putHeader("X-User-Id", "ann")
                .putHeader("Prefer", "wait=30")
                .send();
        await().until(() -> open() == 1);

        Now.get(request.connection().close());

        await().until(() -> open() == 0);
        assertThat(metrics().total("seckill_requests_disconnected_total")).isEqualTo(1);
    }

    @Test
    void aGatewayThatStopsRefusesNewBuyersAndAnswersTheOldOnes202() {
        startGateway("gateway.drain.timeout=2s");
        startGateway();
        Future<Answer> old = cluster.shop(0).buyWaiting("ann", "phone", 30);
        await().until(() -> open() == 1);
        var shop = cluster.shop(0);
        var console = cluster.console(0);
        Future<Void> stopped = cluster.gateway(0).stop();
        await().until(() -> !console.ready());

        Answer refused = Now.get(shop.buy("bob", "phone"));

        assertThat(refused.outcome()).isEqualTo("503 DRAINING");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(Now.get(old).status()).isEqualTo(202);
        Now.get(stopped);
        cluster.forgetGateway(0);
    }

    @Test
    void aStreamThatHasNothingToTellOutlivesTheIdleTimeout() {
        startGateway(
                "gateway.purchase.defaultWait=1s",
                "gateway.purchase.maxWait=1s",
                "gateway.http.idleTimeout=1200ms",
                "gateway.events.maxDuration=4s");
        Answer queued = Now.get(cluster.shop(0).buy("ann", "phone", Map.of("Prefer", "respond-async"), ""));
        String events = queued.header("Location").replace("?", "/events?");

        String heard = RawHttp.send(
                cluster.shop(0).port(),
                "GET " + events + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-User-Id: ann\r\n\r\n");

        assertThat(heard).startsWith("HTTP/1.1 200").contains("\n:\n\n").endsWith("\r\n0\r\n\r\n");
    }

    private void startGateway(String... settings) {
        cluster.startGateway(settings);
        cluster.announce("phone");
    }

    private double open() {
        return metrics().total("seckill_requests_open");
    }

    private MetricsPage metrics() {
        return Now.get(cluster.console(0).metrics());
    }
}
