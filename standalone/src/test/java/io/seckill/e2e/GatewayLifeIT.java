package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.guarantee.Guarantee;
import io.seckill.gateway.Gateway;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A gateway that stops is noticed before it refuses; one whose producer breaks goes on. Nobody is left without an answer. */
@TestInstance(Lifecycle.PER_CLASS)
class GatewayLifeIT {
    private static final int AT_ONCE = 10;

    private final Cluster cluster = Cluster.start("gateway.http.loops=1");
    private int buyers;

    @BeforeAll
    void openSale() {
        cluster.openSale("phone", SaleTerms.open(1_000_000));
    }

    @AfterAll
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    /** Sends where its latest probe found a gateway ready, as a load balancer does. */
    private static final class Balancer {
        private static final long PROBE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

        private final List<Shop> shops = new ArrayList<>();
        private final List<Console> consoles = new ArrayList<>();
        private int target;
        private long probedAt = System.nanoTime();

        void add(Cluster cluster, int gateway) {
            shops.add(cluster.shop(gateway));
            consoles.add(cluster.console(gateway));
        }

        Shop shop() {
            long now = System.nanoTime();
            if (now - probedAt > PROBE_EVERY_NANOS) {
                probedAt = now;
                target = IntStream.range(0, consoles.size())
                        .filter(number -> consoles.get(number).ready())
                        .findFirst()
                        .orElseThrow();
            }
            return shops.get(target);
        }
    }

    @Test
    void rollingRestartBehindALoadBalancerThatProbesReadinessLosesNothing() {
        Balancer balancer = new Balancer();
        int first = cluster.startGateway("gateway.drain.delay=4s");
        int second = cluster.startGateway("gateway.drain.delay=4s");
        balancer.add(cluster, first);
        balancer.add(cluster, second);
        List<Answer> answers = new ArrayList<>(crowd(balancer.shop()));

        Future<Void> stopped = cluster.gateway(first).stop();
        await("readiness off").until(() -> !cluster.console(first).ready());
        List<Answer> late = crowd(cluster.shop(first)); // as long as the balancer has not looked
        answers.addAll(late);
        while (!stopped.isComplete()) {
            answers.addAll(crowd(balancer.shop()));
        }
        answers.addAll(crowd(balancer.shop()));

        assertThat(stopped.succeeded()).isTrue();
        cluster.forgetGateway(first);
        assertThat(answers).extracting(Answer::outcome).containsOnly("201");
        assertThat(late).extracting(answer -> answer.header("Connection")).containsOnly("close");
        cluster.stopGateway(second - 1);
    }

    private List<Answer> crowd(Shop shop) {
        return Now.get(Future.all(IntStream.range(0, AT_ONCE)
                        .mapToObj(i -> shop.buyWaiting("user-" + buyers++, "phone", 20))
                        .toList()))
                .list();
    }

    @Test
    void connectionOfHttp2IsToldToGoAndItsRequestIsAnswered() {
        int number = cluster.startGateway("gateway.drain.delay=2s");
        HttpClient http2 = cluster.caller()
                .vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
        int port = cluster.shop(number).port();
        var gone = Promise.<Void>promise();

        Future<Void> stopped = cluster.gateway(number).stop();
        Future<Integer> status = cluster.caller()
                .onLoop(() -> http2.request(HttpMethod.POST, port, "127.0.0.1", "/v1/items/phone/purchases")
                        .compose(request -> {
                            request.connection().goAwayHandler(goAway -> gone.complete());
                            return request.putHeader("X-User-Id", "http2").send();
                        })
                        .map(response -> response.statusCode()));

        assertThat(Now.get(status)).isEqualTo(201);
        Now.get(gone.future());
        Now.get(stopped);
        cluster.forgetGateway(number);
        Now.get(http2.close());
    }

    @Test
    void requestWhoseBodyIsHalfInWhenTheGatewayStopsIsAnswered() throws IOException {
        int number = cluster.startGateway("gateway.drain.timeout=20s");
        Console console = cluster.console(number);
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), cluster.shop(number).port())) {
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            send(
                    socket,
                    "POST /v1/items/phone/purchases HTTP/1.1\r\nHost: 127.0.0.1\r\nX-User-Id: slow\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"quant");
            await("the head is read").until(() -> connections(console) == 1);
            Future<Void> stopped = cluster.gateway(number).stop();
            await("it drains").until(() -> !console.ready());

            send(socket, "ity\":1}");

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 503").contains("DRAINING");
            Now.get(stopped);
        }
        cluster.forgetGateway(number);
    }

    @Test
    void producerThatBreaksForGoodIsReplaced() throws ReflectiveOperationException {
        int number = cluster.startGateway();
        breakForGood(cluster.gateway(number));

        // Its record had entered the buffer when the producer refused it.
        assertThat(buy(number)).isEqualTo("504 QUEUE_TIMEOUT");
        assertThat(cluster.console(number).ready()).isFalse();
        assertThat(buy(number)).isEqualTo("503 QUEUE_UNAVAILABLE");

        await("another producer").until(() -> buy(number).equals("201"));
        assertThat(cluster.console(number).ready()).isTrue();
        cluster.stopGateway(number);
    }

    private String buy(int gateway) {
        return Now.get(cluster.shop(gateway).buyWaiting("user-" + buyers++, "phone", 20))
                .outcome();
    }

    /** What a broker's denial does to an idempotent producer; there is no way to it from outside. */
    private static void breakForGood(Gateway gateway) throws ReflectiveOperationException {
        Object transactions = gateway;
        for (String field : List.of("kafka", "publisher", "producer", "current", "producer", "transactionManager")) {
            Field next = transactions.getClass().getDeclaredField(field);
            next.setAccessible(true);
            transactions = next.get(transactions);
        }
        Method breakForGood =
                transactions.getClass().getDeclaredMethod("transitionToFatalError", RuntimeException.class);
        breakForGood.setAccessible(true);
        breakForGood.invoke(transactions, new ClusterAuthorizationException("denied"));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static double connections(Console console) {
        return Now.get(console.metrics()).total("seckill_http_connections");
    }
}
