package io.seckill.gateway.connection;

import static io.seckill.gateway.connection.RawClient.END_HEADERS;
import static io.seckill.gateway.connection.RawClient.END_STREAM;
import static io.seckill.gateway.connection.RawClient.HEADERS;
import static io.seckill.gateway.connection.RawClient.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an HTTP/1 connection may send ahead of its answers, over real sockets. */
class PipeliningTest {
    private final GuardedServer server = new GuardedServer();

    @AfterEach
    void nothingIsLeft() {
        await("all connections gone").until(() -> server.gate.open() == 0);
        await("nothing held").until(() -> server.held() == 0); // a close comes before its requests end
        server.close();
    }

    @Test
    void whatIsPipelinedIsHeldBackAndServedInItsTurn() {
        int requests = 2_000;
        try (RawClient client = server.connect()) {
            client.send("GET /held HTTP/1.1\r\n\r\n" + "GET /refused HTTP/1.1\r\n\r\n".repeat(requests));
            await("requests behind").until(() -> server.held() > 0);
            int decodedAtMost = 2 * Http1Feed.SLICE / "GET /refused HTTP/1.1\r\n\r\n".length();
            assertThat(server.held()).isLessThan(decodedAtMost * LoopLimits.OVERHEAD + (64 << 10));

            server.answerHeld();

            for (int i = 0; i < requests; i++) {
                client.readTo("no");
            }
            client.send("POST /buy HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
            client.readTo("got 3");
        }
    }

    @Test
    void bodiesThatArePipelinedArriveWhole() {
        try (RawClient client = server.connect()) {
            String purchase = "POST /buy HTTP/1.1\r\nContent-Length: 900\r\n\r\n" + "x".repeat(900);
            client.send("GET /held HTTP/1.1\r\n\r\n" + purchase.repeat(50));
            await("purchases behind").until(() -> server.held() > 0);

            server.answerHeld();

            for (int i = 0; i < 50; i++) {
                client.readTo("got 900");
            }
        }
    }

    @Test
    void pastTheBudgetAConnectionEndsThatPipelines() {
        try (RawClient client = server.connect();
                RawClient other = server.connectHttp2(0)) {
            client.send("GET /held HTTP/1.1\r\n\r\n" + "GET /refused HTTP/1.1\r\n\r\n".repeat(2_000));
            await("requests behind").until(() -> server.held() > 0);
            server.pass(Duration.ofMillis(1));
            for (int stream = 1; stream <= 7; stream += 2) {
                other.frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", "/big"));
            }

            assertThat(client.readToEnd()).isIn("", "<reset>");
        }
    }
}
