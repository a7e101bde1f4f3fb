package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Events;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.RawHttp;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.guarantee.Guarantee;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110, RFC 9112 and the HTML standard's event streams want of a server, whatever it sells. */
@TestInstance(Lifecycle.PER_CLASS)
class HttpRulesIT {
    private static final String NOBODY = "00000000000000000000000000000000";
    private static final String NOBODYS = "/v1/items/phone/purchases/" + NOBODY;
    private static final String CLOSE = "Host: localhost\r\nConnection: close\r\n";

    private final Cluster cluster =
            Cluster.start("gateway.http.loops=1", "gateway.events.maxPerLoop=2", "gateway.http.maxHeaderBytes=1024");
    private final Shop shop = cluster.shop(0);
    private final int buyers = cluster.gateway(0).httpPort();
    private final int operators = cluster.gateway(0).managementPort();

    HttpRulesIT() {
        cluster.openSale("some-phone", SaleTerms.open(100));
    }

    @AfterEach
    void promisesHold() {
        Guarantee.checkAll(cluster.evidence());
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"/v1/items/some%2Dphone", "/v1//items/some-phone", "/v1/x/../items/some-phone", "/v1/items/%73ome-phone"
    })
    void aPathMeansTheSameToEachMethodHoweverItIsWritten(String path) {
        assertThat(request("GET", path, "")).startsWith("HTTP/1.1 200");
        String user = "X-User-Id: " + path.hashCode() + "\r\n";
        assertThat(request("POST", path + "/purchases", user)).startsWith("HTTP/1.1 201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "%2e%2e"})
    void noItemIsCalledByWhatPathsUseForMoving(String name) {
        assertThat(request("POST", "/v1/items/" + name + "/purchases", "X-User-Id: a\r\n"))
                .containsPattern("^HTTP/1.1 40[45]");
        Answer bulk = Now.get(cluster.console(0).putAll(SaleTerms.open(1).of(name)));
        assertThat(bulk.json().getJsonArray("failures").getJsonObject(0).getString("code"))
                .isEqualTo("INVALID_REQUEST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /v1/items/some-phone/purchases | POST",
                "DELETE | /v1/items/some-phone           | GET, HEAD",
                "HEAD   | /v1/items/phone/purchases/00000000000000000000000000000000/events | GET",
                "POST   | /                              | GET, HEAD"
            })
    void aMethodThatAPathDoesNotTakeIs405WithThoseThatItTakes(String method, String path, String allowed) {
        assertThat(request(method, path, ""))
                .startsWith("HTTP/1.1 405")
                .containsIgnoringCase("\r\nallow: " + allowed + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/metrics", "/v1/admin/positions"})
    void operatorsMayAskByHead(String path) {
        assertThat(RawHttp.send(operators, "HEAD " + path + " HTTP/1.1\r\n" + CLOSE + "\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"'NOT/HTTP', 400, INVALID_REQUEST", "GET /{long} HTTP/1.1, 414, URI_TOO_LONG"})
    void whatIsNoRequestIsAnsweredAsAProblemToo(String line, int status, String code) {
        String answer = RawHttp.send(buyers, line.replace("{long}", "x".repeat(2000)) + "\r\n" + CLOSE + "\r\n");
        assertThat(answer)
                .containsPattern("^HTTP/1.[01] " + status)
                .contains("application/problem+json")
                .contains(code);
    }

    @Test
    void headersThatAreTooLargeAre431() {
        assertThat(request("GET", "/", "X: " + "x".repeat(2000) + "\r\n"))
                .containsPattern("^HTTP/1.[01] 431")
                .contains("HEADERS_TOO_LARGE");
    }

    @Test
    void aUserWhoIsNamedTwiceBuysNothing() {
        assertThat(request("POST", "/v1/items/some-phone/purchases", "X-User-Id: eve\r\nX-User-Id: mallory\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("X-User-Id");
    }

    @Test
    void aPageThatCameByAnotherNameCannotAdminister() {
        String put = "PUT /v1/admin/items/x HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n";
        assertThat(RawHttp.send(operators, put + "Host: evil.example:8081\r\n\r\n"))
                .startsWith("HTTP/1.1 421")
                .contains("UNKNOWN_HOST");
        assertThat(RawHttp.send(operators, put + "Host: localhost\r\nOrigin: http://evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("FORBIDDEN");
        assertThat(RawHttp.send(operators, "GET /metrics HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(request("POST", "/v1/items/some-phone/purchases", "X-User-Id: e\r\nSec-Fetch-Site: cross-site\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void whatIsAboutAUserIsNotToBeStored() {
        Answer bought = Now.get(shop.buy("ann", "some-phone"));
        List<Answer> answers = List.of(
                bought,
                Now.get(shop.buy("ann", "some-phone")),
                Now.get(shop.ask("ann", bought.header("Location"))),
                Now.get(shop.ask("ann", NOBODYS)),
                Now.get(shop.order("ann", "some-phone", bought.orderId())),
                Now.get(shop.item("nothing")));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        });
        assertThat(Now.get(shop.item("some-phone")).header("Cache-Control")).isEqualTo("public, max-age=1");
    }

    @Test
    void anUpgradeToHttp2ThatAProxyCouldBeTunnelledByIsNotFollowed() {
        String connection = "Host: localhost\r\nConnection: close, Upgrade, HTTP2-Settings\r\n";
        String upgrade = "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n";
        assertThat(RawHttp.send(buyers, "GET /v1/items HTTP/1.1\r\n" + connection + upgrade))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aUserWhoIsMissingHearsWhatToSend() {
        assertThat(Now.get(shop.ask("", NOBODYS)).header("WWW-Authenticate")).startsWith("X-User-Id ");
    }

    @Test
    void listenersWhoGoBeforeTheyAreQueuedLeaveTheirPlaces() {
        String watch = "GET " + NOBODYS + "/events HTTP/1.1\r\nX-User-Id: eve\r\nHost: localhost\r\n\r\n";
        for (int i = 0; i < 50; i++) {
            RawHttp.sendAndGo(buyers, watch);
        }
        await("all forgotten").until(() -> Now.get(cluster.console(0).metrics()).total("seckill_requests_open") == 0);

        for (int i = 0; i < 4; i++) {
            List<Events.Event> heard = Now.get(shop.watch("ann", NOBODYS));
            assertThat(heard).last().extracting(Events.Event::name).isEqualTo("outcome");
        }
    }

    @Test
    void aStreamTellsProxiesNotToHoldItBackAndClientsWhereItEnded() {
        String answer = request("GET", NOBODYS + "/events", "X-User-Id: ann\r\n");
        assertThat(answer).containsIgnoringCase("x-accel-buffering: no").contains("\nid: " + NOBODY + "\n\n");
        List<Events.Event> heard = Now.get(shop.watch("ann", NOBODYS));
        assertThat(heard).last().extracting(Events.Event::name).isEqualTo("outcome");
        Answer again = Now.get(shop.get(NOBODYS + "/events", Map.of("X-User-Id", "ann", "Last-Event-ID", NOBODY)));
        assertThat(again.status()).isEqualTo(204);
    }

    @Test
    void aStreamOverHttp10EndsWithItsConnection() {
        String answer = RawHttp.send(
                buyers, "GET " + NOBODYS + "/events HTTP/1.0\r\nConnection: keep-alive\r\nX-User-Id: ann\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.0 200").contains("event: outcome").doesNotContainIgnoringCase("chunked");
    }

    @Test
    void aDefinitionIsHeldNoLongerThanItsOperatorPrefers() {
        Answer answer = Now.get(cluster.console(0).put("hasty", SaleTerms.open(1), "respond-async"));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Preference-Applied")).isEqualTo("respond-async");
    }

    @Test
    void aBackendsManagementPortKeepsTheSameRules() {
        int port = cluster.backendConsole(0).port();
        for (String path : List.of("/health/live", "/health/ready", "/metrics", "/v1/admin/positions")) {
            assertThat(RawHttp.send(port, "HEAD " + path + " HTTP/1.1\r\n" + CLOSE + "\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\n");
        }
        assertThat(RawHttp.send(port, "DELETE /health/live HTTP/1.1\r\n" + CLOSE + "\r\n"))
                .startsWith("HTTP/1.1 405")
                .containsIgnoringCase("\r\nallow: GET, HEAD\r\n");
        assertThat(RawHttp.send(port, "GET /metrics HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        for (String group : List.of("%zz", "")) {
            assertThat(RawHttp.send(port, "GET /v1/admin/positions?group=" + group + " HTTP/1.1\r\n" + CLOSE + "\r\n"))
                    .startsWith("HTTP/1.1 400");
        }
    }

    private String request(String method, String path, String headers) {
        return RawHttp.send(buyers, method + " " + path + " HTTP/1.1\r\n" + CLOSE + headers + "\r\n");
    }
}
