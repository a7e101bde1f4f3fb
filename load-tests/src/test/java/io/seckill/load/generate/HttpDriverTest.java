package io.seckill.load.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.net.FreePorts;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator against real servers that behave in known ways. */
class HttpDriverTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger served = new AtomicInteger();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void closedLoopCountsEveryAnswerOnce() throws InterruptedException {
        LoadResult result = run(request -> request.response().end("ok"), new Load.Closed(8, SHORT));

        assertThat(result.sent())
                .isEqualTo(served.get())
                .isEqualTo(result.good())
                .isPositive();
        assertThat(result.latency().getTotalCount()).isEqualTo(result.good());
    }

    @Test
    void openLoopSendsWhatWasDue() throws InterruptedException {
        LoadResult result = run(request -> request.response().end("ok"), Load.Open.at(500, SHORT));

        assertThat(result.sent()).isEqualTo(200);
        assertThat(served).hasValue(200);
    }

    @Test
    void openLoopHasConnectionsForAStall() throws InterruptedException {
        AtomicInteger connected = new AtomicInteger();
        int port = vertx.createNetServer()
                .connectHandler(socket -> {
                    connected.incrementAndGet();
                    socket.handler(request -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        try (HttpDriver driver = driver(port)) {
            assertThat(driver.run(Load.Open.at(500, SHORT), Driver.Window.IGNORED)
                            .good())
                    .isEqualTo(200);
        }

        assertThat(connected).as("what comes in 150 ms").hasValue(75);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 100})
    void openLoopChargesAStallToEveryRequestThatItDelayed(int connections) throws InterruptedException {
        AtomicInteger stalls = new AtomicInteger();
        LoadResult result = run(
                request -> {
                    if (stalls.getAndIncrement() == 20) {
                        stall(300);
                    }
                    request.response().end("ok");
                },
                Load.Open.at(500, SHORT).over(connections));

        assertThat(result.good()).isEqualTo(200);
        assertThat(result.latencyMillis(50))
                .as("half of all were due during the stall")
                .isGreaterThan(20);
    }

    @Test
    void refusalsAreCountedApart() throws InterruptedException {
        LoadResult result = run(
                request -> {
                    var response = request.response().setStatusCode(503);
                    (served.get() % 2 == 0 ? response.putHeader("Retry-After", "1") : response).end();
                },
                Load.Open.at(500, SHORT));

        assertThat(result.refused()).isEqualTo(200);
        assertThat(result.refusedRudely()).isEqualTo(100);
        assertThat(result.failed()).isZero();
        assertThat(result.failedEarly()).isEqualTo(200);
    }

    @Test
    void buyersWhoFindNoConnectionGiveUp() throws InterruptedException {
        LoadResult result = run(
                request -> vertx.setTimer(3_000, after -> request.response().end("late")),
                Load.Open.at(500, SHORT).over(60));

        assertThat(result.good()).as("one for each connection there may be").isEqualTo(60);
        assertThat(result.lost()).isEqualTo(140);
    }

    @Test
    void brokenConnectionsAreLostRequestsAndReplaced() throws InterruptedException {
        LoadResult result = run(
                request -> {
                    if (served.get() % 10 == 0) {
                        request.connection().close();
                    } else {
                        request.response().end("ok");
                    }
                },
                Load.Open.at(500, SHORT));

        assertThat(result.sent()).isEqualTo(200);
        assertThat(result.lost()).isEqualTo(20);
        assertThat(result.good()).isEqualTo(180);
    }

    @Test
    void nobodyListeningIsSaid() {
        try (HttpDriver driver = driver(new FreePorts(new Random()).next("127.0.0.1"))) {
            assertThatThrownBy(() -> driver.run(new Load.Closed(1, SHORT), Driver.Window.IGNORED))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nobody listens");
        }
    }

    private LoadResult run(Handler<HttpServerRequest> handler, Load load) throws InterruptedException {
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    served.incrementAndGet();
                    handler.handle(request);
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        try (HttpDriver driver = driver(port)) {
            return driver.run(load, Driver.Window.IGNORED);
        }
    }

    private static HttpDriver driver(int port) {
        return new HttpDriver(port, new PurchaseRequests(List.of("item"), "u-"), 200, 100);
    }

    /** Blocks the server's only event loop, as a long pause of its collector would. */
    private static void stall(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
