package io.seckill.proof.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.proof.history.Call.Kind;
import io.seckill.proof.history.History;
import io.seckill.proof.history.HistoryWriter;
import io.seckill.proof.history.Line;
import io.seckill.proof.history.Operation;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients against an HTTP server that plays a gateway. */
class ClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUYERS = 5;
    private static final int QUEUES = 2;
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String BOUGHT =
            "{\"requestId\":\"%s\",\"quantity\":1,\"orderId\":\"%s\",\"status\":\"ACCEPTED\"}".formatted(ID, ID);
    private static final String PENDING = "{\"requestId\":\"%s\",\"status\":\"PENDING\"}".formatted(ID);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everyCallIsAskedAndAnsweredInTheHistory() throws Exception {
        History history = run(request -> answer(request, isPurchase(request) ? 201 : 200, BOUGHT));

        assertThat(history.operations())
                .hasSizeGreaterThan(BUYERS)
                .allMatch(operation -> operation.answered() != null)
                .allMatch(operation -> operation.end() >= operation.asked().at());
        assertThat(history.only(Line.Served.class))
                .extracting(Line.Served::queue)
                .contains(0, 1);
        assertThat(history.only(Line.Answered.class))
                .extracting(Line.Answered::request)
                .contains(ID);
    }

    @Test
    void pendingPurchaseIsAskedForUntilItsOutcomeIsDefinitive() throws Exception {
        History history = run(request -> {
            if (isPurchase(request)) {
                answer(request, request.path().contains("probe") ? 201 : 202, PENDING);
            } else {
                answer(request, 200, BOUGHT);
            }
        });

        long pending = history.operations().stream()
                .filter(operation -> operation.status() == 202)
                .count();
        assertThat(operations(history, Kind.LOOKUP)).hasSizeGreaterThanOrEqualTo((int) pending / 2);
        assertThat(pending).isPositive();
    }

    @Test
    void brokenConnectionIsLostAndNeverGuessed() throws Exception {
        History history = run(request -> {
            if (isPurchase(request) && !request.path().contains("probe")) {
                request.connection().close();
            } else {
                answer(request, isPurchase(request) ? 201 : 200, BOUGHT);
            }
        });

        assertThat(operations(history, Kind.PURCHASE))
                .filteredOn(operation -> !operation.call().item().startsWith("probe"))
                .isNotEmpty()
                .allMatch(operation -> operation.answered() == null && operation.end() < Long.MAX_VALUE);
        assertThat(operations(history, Kind.CONFIRM)).isEmpty();
    }

    @Test
    void serviceThatDoesNotComeIsMissed() throws Exception {
        int port = serve(request -> answer(request, isPurchase(request) ? 503 : 200, "{}"));

        try (HistoryWriter history = new HistoryWriter(folder.resolve("history"));
                Clients clients = clients(port, history)) {
            assertThatThrownBy(() -> clients.awaitService(history.now(), Duration.ofMillis(300)))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    private History run(Consumer<HttpServerRequest> gateway) throws Exception {
        int port = serve(gateway);
        Path file = folder.resolve("history");
        try (HistoryWriter history = new HistoryWriter(file);
                Clients clients = clients(port, history)) {
            clients.open();
            clients.start();
            clients.awaitService(history.now() + Duration.ofSeconds(2).toNanos(), PATIENCE);
            clients.stop(PATIENCE);
            clients.stopProbes(PATIENCE);
        }
        return History.read(file);
    }

    private static Clients clients(int port, HistoryWriter history) {
        List<URI> gateway = List.of(URI.create("http://127.0.0.1:" + port));
        return new Clients(new Clients.Gateways(gateway, gateway), history, new Shop(QUEUES), 1, BUYERS);
    }

    private int serve(Consumer<HttpServerRequest> gateway) {
        HttpServer server = vertx.createHttpServer().requestHandler(gateway::accept);
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private static void answer(HttpServerRequest request, int status, String body) {
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("X-Request-Id", ID)
                .end(body);
    }

    private static boolean isPurchase(HttpServerRequest request) {
        return request.path().endsWith("/purchases");
    }

    private static List<Operation> operations(History history, Kind kind) {
        return history.operations().stream()
                .filter(operation -> operation.call().kind() == kind)
                .toList();
    }
}
