package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Attack;
import io.seckill.e2e.cluster.Caller;
import io.seckill.e2e.cluster.RawHttp2;
import io.seckill.e2e.cluster.Siege;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No cheap way to stop the sale: what strangers can do to its ports, one process for all of it.
 *
 * <p>{@code -Dattack.seconds=30} makes it last; with {@code -Dattack.connections=200000} only
 * the limit on files holds.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {
    /** As many as an HTTP/2 connection may have. */
    private static final int STREAMS = 100;

    private static final int MAX_CONNECTIONS = Integer.getInteger("attack.connections", 2_000);

    /** More than that, and less than a test may have files. */
    private static final int TOO_MANY = Math.min(5 * MAX_CONNECTIONS, 19_000);

    /** Compressed it fits the window that a stream begins with. */
    private static final int INFLATED = 60_000_000;

    private final Caller caller = new Caller();
    private final Siege siege = Siege.byHeader("public-port", caller, "gateway.http.maxConnections=" + MAX_CONNECTIONS);

    @AfterAll
    void stop() {
        siege.close();
        caller.close();
    }

    @Test
    void listsThatNobodyReads() {
        siege.endure("listsThatNobodyReads", () -> stalled("/v1/items?limit=200"));
    }

    @Test
    void pagesThatNobodyReads() {
        siege.endure("pagesThatNobodyReads", () -> stalled("/"));
    }

    @Test
    void contractsThatNobodyReads() {
        siege.endure("contractsThatNobodyReads", () -> stalled("/openapi.yaml"));
    }

    private Attack stalled(String path) {
        RawHttp2 connection = new RawHttp2(0);
        for (int i = 0; i < STREAMS; i++) {
            connection.get(path);
        }
        byte[] bytes = connection.toBytes();
        return Attack.start(MAX_CONNECTIONS / 2, 20, attack -> attack.send(siege.httpPort(), bytes));
    }

    @Test
    void bodiesThatDoNotEnd() {
        RawHttp2 connection = new RawHttp2(65_535);
        for (int i = 0; i < STREAMS; i++) {
            connection.unfinishedPost("/v1/items/siege/purchases", new byte[16_000]);
        }
        byte[] bytes = connection.toBytes();
        siege.endure(
                "bodiesThatDoNotEnd",
                () -> Attack.start(MAX_CONNECTIONS / 2, 20, attack -> attack.send(siege.httpPort(), bytes)));
    }

    @Test
    void connectionsThatSayNothing() {
        siege.endure(
                "connectionsThatSayNothing",
                () -> Attack.start(TOO_MANY, 1, attack -> {
                    for (int i = 0; i < 5; i++) {
                        attack.send(siege.httpPort(), new byte[0]);
                    }
                }));
    }

    @Test
    void headsThatDoNotEnd() {
        byte[] half = "GET /v1/items HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ".getBytes(StandardCharsets.US_ASCII);
        siege.endure(
                "headsThatDoNotEnd", () -> Attack.start(TOO_MANY, 1, attack -> attack.send(siege.httpPort(), half)));
    }

    @Test
    void connectionsThatAreCutLeaveNoErrors() {
        byte[] cut = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        siege.endure(
                "connectionsThatAreCutLeaveNoErrors",
                () -> Attack.start(1, 2, attack -> attack.send(siege.httpPort(), cut)));

        assertThat(siege.output()).doesNotContain("ERROR");
    }

    @Test
    void messagesThatGrowAThousandfold() throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(new byte[INFLATED]);
        }
        byte[] bytes = new RawHttp2(65_535)
                .call("/seckill.v1.ResultCallback/Deliver", "gzip", small.toByteArray())
                .toBytes();
        siege.endure(
                "messagesThatGrowAThousandfold",
                () -> Attack.start(STREAMS, 20, attack -> attack.send(siege.callbackPort(), bytes)));
    }
}
