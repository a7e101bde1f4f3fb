package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.RawHttp;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Whose requests they are that come by proxies and from pages of other sites, and what is written of them. */
@TestInstance(Lifecycle.PER_CLASS)
class BehindAProxyIT {
    private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";
    private static final String PAGE = "Origin: https://shop.example\r\nSec-Fetch-Site: cross-site\r\n";

    private static final String NOBODYS = "/v1/items/phone/purchases/00000000000000000000000000000000";

    private final Cluster cluster = Cluster.start(
            "gateway.http.loops=1",
            "gateway.http.trustedProxies=[127.0.0.1]",
            "gateway.http.allowedOrigins=[\"https://shop.example\"]",
            "gateway.http.accessLog=true");
    private final int buyers = cluster.gateway(0).httpPort();
    private final int operators = cluster.gateway(0).managementPort();
    private final Logger accessLog = (Logger) LoggerFactory.getLogger("io.seckill.access");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    void openSale() {
        cluster.openSale("phone", SaleTerms.open(100));
        log.start();
        accessLog.addAppender(log);
    }

    @AfterEach
    void promisesHold() {
        Guarantee.checkAll(cluster.evidence());
    }

    @AfterAll
    void stop() {
        accessLog.detachAppender(log);
        cluster.close();
    }

    @Test
    void anOperatorElsewhereIsNotTakenForOneHereBecauseAProxyIsHere() {
        String get = "GET /v1/admin/positions HTTP/1.1\r\n";
        String put = "PUT /v1/admin/items/x HTTP/1.1\r\nContent-Length: 0\r\n";

        assertThat(RawHttp.send(operators, put + "X-Forwarded-For: 203.0.113.9\r\n" + END))
                .startsWith("HTTP/1.1 403");
        assertThat(RawHttp.send(operators, get + "Forwarded: for=203.0.113.9\r\n" + END))
                .startsWith("HTTP/1.1 403");
        assertThat(RawHttp.send(operators, get + "X-Forwarded-For: 127.0.0.1\r\n" + END))
                .startsWith("HTTP/1.1 200");
        assertThat(RawHttp.send(operators, get + END)).startsWith("HTTP/1.1 200");
    }

    @Test
    void aPageOfAnAllowedSiteMayAskWhatItMaySend() {
        String answer = RawHttp.send(
                buyers,
                "OPTIONS /v1/items/phone/purchases HTTP/1.1\r\n" + PAGE
                        + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-user-id\r\n" + END);

        assertThat(answer)
                .startsWith("HTTP/1.1 204")
                .containsIgnoringCase("\r\naccess-control-allow-origin: https://shop.example\r\n")
                .containsIgnoringCase("\r\naccess-control-allow-methods: GET, HEAD, POST\r\n")
                .containsPattern("(?i)\r\naccess-control-allow-headers: .*Idempotency-Key.*X-User-Id")
                .containsIgnoringCase("\r\naccess-control-max-age: ")
                .doesNotContainIgnoringCase("credentials");
    }

    @Test
    void aPageOfAnAllowedSiteBuysAndReadsTheAnswer() {
        String bought = buy("page", PAGE);

        assertThat(bought)
                .startsWith("HTTP/1.1 201")
                .containsIgnoringCase("\r\naccess-control-allow-origin: https://shop.example\r\n")
                .containsPattern("(?i)\r\naccess-control-expose-headers: .*Location.*Retry-After.*X-Request-Id")
                .containsIgnoringCase("\r\nvary: origin\r\n");
        assertThat(buy("", PAGE))
                .startsWith("HTTP/1.1 401")
                .containsIgnoringCase("\r\naccess-control-allow-origin: https://shop.example\r\n");
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example", "http://shop.example", "https://shop.example:444", "null"})
    void aPageOfAnotherSiteMayNothing(String origin) {
        String page = "Origin: " + origin + "\r\nSec-Fetch-Site: cross-site\r\n";

        assertThat(buy("evil", page))
                .startsWith("HTTP/1.1 403")
                .doesNotContainIgnoringCase("access-control")
                .containsIgnoringCase("\r\nvary: origin\r\n");
        assertThat(RawHttp.send(
                        buyers, "OPTIONS /v1/items HTTP/1.1\r\nAccess-Control-Request-Method: GET\r\n" + page + END))
                .startsWith("HTTP/1.1 405")
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void administrationIsForNoPageOfAnotherSite() {
        assertThat(RawHttp.send(operators, "PUT /v1/admin/items/x HTTP/1.1\r\nContent-Length: 0\r\n" + PAGE + END))
                .startsWith("HTTP/1.1 403")
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void aPurchaseIsALineWithItsClientAndItsRequestButNotItsUser() {
        String answer =
                buy("secret-user", "X-Forwarded-For: 127.0.0.1, 203.0.1.9\r\nX-Forwarded-Proto: https\r\n", "?debt=1");

        JsonObject line = lineOf("203.0.1.0/24");
        assertThat(line.encode()).doesNotContain("secret-user", "debt", "203.0.1.9");
        assertThat(line.getString("time")).startsWith("20").endsWith("Z");
        assertThat(line.getString("method")).isEqualTo("POST");
        assertThat(line.getString("path")).isEqualTo("/v1/items/phone/purchases");
        assertThat(line.getString("scheme")).isEqualTo("https");
        assertThat(line.getString("protocol")).isEqualTo("http/1.1");
        assertThat(line.getInteger("status")).isEqualTo(201);
        assertThat(line.getInteger("bytes")).isEqualTo(body(answer).length());
        assertThat(line.getLong("micros")).isPositive();
        assertThat(answer).containsIgnoringCase("x-request-id: " + line.getString("requestId"));
    }

    @Test
    void whatIsRefusedAndTheEndOfAStreamAreLinesToo() {
        String headers = "X-User-Id: ann\r\nX-Forwarded-For: ";
        RawHttp.send(buyers, "HEAD /nothing HTTP/1.1\r\n" + headers + "203.0.2.9\r\n" + END);
        RawHttp.send(
                buyers,
                "GET " + NOBODYS + "/events HTTP/1.0\r\nConnection: keep-alive\r\n" + headers + "203.0.3.9\r\n\r\n");
        RawHttp.send(buyers, "GET /%0a\"\u00e9 HTTP/1.1\r\nHost: a\r\nHost: b\r\n" + headers + "203.0.4.9\r\n" + END);

        assertThat(lineOf("203.0.2.0/24").getInteger("status")).isEqualTo(404);
        assertThat(lineOf("203.0.2.0/24").getInteger("bytes")).isZero();
        assertThat(lineOf("203.0.3.0/24").getInteger("status")).isEqualTo(200);
        assertThat(lineOf("203.0.4.0/24").getInteger("status")).isEqualTo(400);
    }

    @Test
    void noLineIsLongWhateverIsAskedFor() {
        RawHttp.send(buyers, "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nX-Forwarded-For: 203.0.6.9\r\n" + END);

        assertThat(lineOf("203.0.6.0/24").getInteger("status")).isEqualTo(404);
        assertThat(lineOf("203.0.6.0/24").getString("path")).hasSize(1_000);
    }

    @Test
    void aCallerWhoLeavesIsALineWithoutAnAnswer() {
        cluster.stopBackend(0);
        String patient = "Prefer: wait=25\r\nX-User-Id: bob\r\nX-Forwarded-For: 203.0.5.9\r\n";

        RawHttp.sendAndGo(buyers, "POST /v1/items/phone/purchases HTTP/1.1\r\n" + patient + END);

        assertThat(lineOf("203.0.5.0/24").getInteger("status")).isEqualTo(499);
        cluster.startBackend();
    }

    private String buy(String user, String headers) {
        return buy(user, headers, "");
    }

    private String buy(String user, String headers, String query) {
        String who = user.isEmpty() ? "" : "X-User-Id: " + user + "\r\n";
        return RawHttp.send(
                buyers,
                "POST /v1/items/phone/purchases" + query + " HTTP/1.1\r\nPrefer: wait=25\r\n" + who + headers + END);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + "\r\n\r\n".length());
    }

    /** What is written of the one request that came from {@code address}. */
    private JsonObject lineOf(String network) {
        List<JsonObject> lines = await("a line of " + network)
                .until(
                        () -> List.copyOf(log.list).stream()
                                .map(event -> new JsonObject(event.getMessage()))
                                .filter(line -> network.equals(line.getString("network")))
                                .toList(),
                        found -> !found.isEmpty());
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }
}
