package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Contract;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.TokenIssuer;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Where callers show tokens: who is believed, and that nothing of anybody else's reaches the queue. */
@TestInstance(Lifecycle.PER_CLASS)
class TokensIT {
    private static final String NOBODYS = "/v1/items/phone/purchases/0123456789abcdef0123456789abcdef";

    private final Cluster cluster = Cluster.empty();
    private TokenIssuer issuer;
    private Path jwks;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        issuer = new TokenIssuer(cluster.caller().vertx(), "key-1");
        jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
        cluster.startBackend();
        cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + jwks,
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        assertThat(Now.get(cluster.console(0)
                                .bearing(issuer.token(adminClaims("seckill:admin")))
                                .put("phone", SaleTerms.open(100)))
                        .status())
                .isEqualTo(200);
        await().until(() -> Now.get(cluster.shop(0).item("phone")).status() == 200);
    }

    @AfterEach
    void promisesHold() {
        Guarantee.checkAll(cluster.evidence());
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void theSubjectOfTheTokenBuysAndAsks() {
        Map<String, String> ann = bearer(issuer.token("ann"));
        Answer bought = Now.get(cluster.shop(0).buy("ann", "phone", ann, ""));
        assertThat(bought.outcome()).isEqualTo("201");
        assertThat(cluster.ledger().orders().get(bought.orderId()).getUserId()).isEqualTo("ann");

        String location = bought.header("Location");
        assertThat(Now.get(cluster.shop(0).get(location, ann)).outcome()).isEqualTo("200");
        assertThat(Now.get(cluster.shop(0).get(location + "/events", ann))
                        .body()
                        .toString())
                .contains("event: outcome");
        assertThat(Now.get(cluster.shop(0).get(location, bearer(issuer.token("eve"))))
                        .outcome())
                .isEqualTo("404 UNKNOWN_REQUEST");
    }

    @Test
    void whoeverHasNoGoodTokenIs401AndNothingIsQueued() {
        TokenIssuer stranger = new TokenIssuer(cluster.caller().vertx(), "key-9");
        TokenIssuer impostor = new TokenIssuer(cluster.caller().vertx(), "key-1");
        String[] good = issuer.token("bob").split("\\.", -1);
        String none = TokenIssuer.encoded("{\"alg\":\"none\"}");
        String otherClaims = TokenIssuer.encoded(TokenIssuer.claims("eve").encode());
        Map<String, String> bad = Map.of(
                "expired", issuer.token(claims("exp", Instant.now().getEpochSecond() - 60)),
                "not valid yet", issuer.token(claims("nbf", Instant.now().getEpochSecond() + 60)),
                "wrong issuer", issuer.token(claims("iss", "https://other.example")),
                "wrong audience", issuer.token(claims("aud", "other")),
                "alg none", none + "." + good[1] + ".",
                "alg none, bare", none + "." + good[1],
                "tampered", good[0] + "." + otherClaims + "." + good[2],
                "unknown key id", stranger.token("bob"),
                "somebody else's key", impostor.token("bob"),
                "no token at all", "nonsense");
        long queued = queued();

        bad.forEach((what, token) -> {
            for (Answer answer : askEverything(bearer(token))) {
                assertThat(answer.outcome()).as(what).isEqualTo("401 UNAUTHENTICATED");
                assertThat(answer.header("WWW-Authenticate"))
                        .as(what)
                        .startsWith("Bearer ")
                        .contains("error=\"invalid_token\"");
            }
        });
        for (Answer answer : askEverything(Map.of("X-User-Id", "bob"))) {
            assertThat(answer.outcome()).isEqualTo("401 UNAUTHENTICATED");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"seckill\"");
        }

        assertThat(queued()).isEqualTo(queued);
    }

    @Test
    void aSubjectHasUpTo255Characters() {
        String longest = "s".repeat(255);
        Answer bought = Now.get(cluster.shop(0).buy(longest, "phone", bearer(issuer.token(longest)), ""));
        assertThat(bought.outcome()).isEqualTo("201");
        assertThat(cluster.ledger().orders().get(bought.orderId()).getUserId()).isEqualTo(longest);

        for (String subject : List.of("s".repeat(256), "zo\u00eb")) {
            Answer refused = Now.get(cluster.shop(0).post("phone", bearer(issuer.token(subject)), Buffer.buffer()));
            assertThat(refused.outcome()).isEqualTo("401 UNAUTHENTICATED");
            assertThat(refused.header("WWW-Authenticate")).contains("sub must be 1-255 printable ASCII characters");
        }
    }

    @Test
    void theBodyOfARequestWaitsUntilItsNewTokenIsVerified() {
        Map<String, String> headers = new HashMap<>(bearer(issuer.token("cid")));
        headers.put("Content-Type", "application/json");
        Answer refused = Now.get(cluster.shop(0).post("phone", headers, Buffer.buffer("{\"quantity\":0}")));
        assertThat(refused.outcome()).isEqualTo("400 INVALID_REQUEST");
        assertThat(refused.body().toString()).contains("quantity");
    }

    @Test
    void honestBuyersAreServedBesideForgedTokens() {
        List<Future<Answer>> forged = IntStream.range(0, 200)
                .mapToObj(i -> issuer.token("eve-" + i))
                .map(token -> token.substring(0, token.lastIndexOf('.') + 1) + TokenIssuer.encoded("x".repeat(256)))
                .map(token -> cluster.shop(0).buy("eve", "phone", bearer(token), ""))
                .toList();
        Answer honest = Now.get(cluster.shop(0).buy("dan", "phone", bearer(issuer.token("dan")), ""));

        assertThat(honest.outcome()).isEqualTo("201");
        assertThat(forged).allMatch(answer -> Now.get(answer).outcome().equals("401 UNAUTHENTICATED"));
    }

    @Test
    void administrationNeedsItsScope() {
        long queued = queued();
        var stranger = Now.get(cluster.console(0).put("mine", SaleTerms.open(1)));
        assertThat(stranger.outcome()).isEqualTo("401 UNAUTHENTICATED");
        var buyer = Now.get(cluster.console(0).bearing(issuer.token("ann")).put("mine", SaleTerms.open(1)));
        assertThat(buyer.outcome()).isEqualTo("403 FORBIDDEN");
        assertThat(buyer.header("WWW-Authenticate"))
                .contains("error=\"insufficient_scope\"")
                .contains("scope=\"seckill:admin\"");
        assertThat(queued()).isEqualTo(queued);

        JsonObject claims = TokenIssuer.claims("op").put("scp", List.of("seckill:admin"));
        assertThat(Now.get(cluster.console(0).bearing(issuer.token(claims)).put("mine", SaleTerms.open(1)))
                        .outcome())
                .isEqualTo("200");
        assertThat(cluster.console(0).ready()).isTrue();
    }

    @Test
    void everyCallNeedsTheScopeThatIsDocumented() {
        Map<String, String> buyer = bearer(issuer.token("ann"));
        Map<String, String> operator = bearer(issuer.token(adminClaims("seckill:admin seckill:payments")));
        Contract contract = cluster.caller().contract();

        assertThat(contract.operations())
                .allSatisfy(operation -> assertThat(Stream.of(Map.<String, String>of(), buyer, operator)
                                .map(who -> refusal(operation, who)))
                        .as(operation)
                        .containsExactlyElementsOf(contract.scopes(operation)
                                .map(scopes -> scopes.isEmpty()
                                        ? List.of("401", "", "")
                                        : List.of("401", "403 insufficient_scope", ""))
                                .orElse(List.of("", "", ""))));
    }

    /** Why whoever bears {@code headers} may not call {@code operation}; empty where that is allowed. */
    private String refusal(String operation, Map<String, String> headers) {
        boolean managed = operation.matches(".* /(v1/admin|health|metrics).*");
        String[] methodAndPath = operation
                .replace("{itemId}", managed ? "nothing" : "phone") // an operator could close it
                .replaceAll("\\{\\w+}", "0123456789abcdef0123456789abcdef")
                .split(" ", 2);
        Answer answer = Now.get(cluster.caller()
                .send(
                        managed ? cluster.console(0).port() : cluster.shop(0).port(),
                        HttpMethod.valueOf(methodAndPath[0]),
                        methodAndPath[1],
                        headers,
                        Buffer.buffer()));
        return switch (answer.status()) {
            case 401 -> "401";
            case 403 -> "403" + answer.header("WWW-Authenticate").replaceAll(".*error=\"(\\w+)\".*", " $1");
            default -> "";
        };
    }

    @Test
    void newKeysCountWithoutARestartAndBrokenOnesDoNot() throws IOException {
        TokenIssuer next = new TokenIssuer(cluster.caller().vertx(), "key-2");
        assertThat(lookUp(next)).isEqualTo("401 UNAUTHENTICATED");

        Files.writeString(jwks, next.jwks());
        await("the new key").until(() -> lookUp(next).equals("404 UNKNOWN_REQUEST"));
        assertThat(lookUp(issuer)).isEqualTo("401 UNAUTHENTICATED");

        Files.writeString(jwks, "{\"keys\":");
        await("the broken file noticed").until(() -> !keysAreUpToDate());
        assertThat(lookUp(next)).isEqualTo("404 UNKNOWN_REQUEST");
        assertThat(Now.get(cluster.console(0).metrics()).total("seckill_identity_keys_up_to_date"))
                .isZero();

        Files.writeString(jwks, issuer.jwks());
        await("the mended file").until(() -> keysAreUpToDate() && lookUp(issuer).equals("404 UNKNOWN_REQUEST"));
    }

    @Test
    void theDocumentedCommandsMakeAKeyAndTokens(@TempDir Path folder) throws Exception {
        String script = Files.readString(Path.of("../docs/operations.md"))
                .replaceAll("(?s).*?( {4}openssl genpkey.*?\\n {4}}\\n).*", "$1")
                .indent(-4);
        assumeTrue(sh(folder, "command -v openssl").exit() == 0, "openssl is not installed");
        Shell made = sh(folder, script + "token operator seckill:admin; echo; token ada");
        assertThat(made.exit()).as(made.said()).isZero();
        List<String> tokens =
                made.said().lines().filter(line -> line.startsWith("ey")).toList();

        int gateway = cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.pem=[" + folder.resolve("issuer.pem") + "]",
                "gateway.identity.issuer=me",
                "gateway.identity.audience=seckill");
        assertThat(Now.get(cluster.console(gateway).bearing(tokens.get(0)).put("radio", SaleTerms.open(1)))
                        .outcome())
                .isEqualTo("200");
        await().until(() -> Now.get(cluster.shop(gateway).item("radio")).status() == 200);
        assertThat(Now.get(cluster.shop(gateway).buy("ada", "radio", bearer(tokens.get(1)), ""))
                        .outcome())
                .isEqualTo("201");
        cluster.stopGateway(gateway);
    }

    private record Shell(int exit, String said) {}

    private static Shell sh(Path folder, String script) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell(shell.waitFor(), said);
    }

    /** Every call that a user may make, as whoever bears {@code headers}. */
    private List<Answer> askEverything(Map<String, String> headers) {
        var shop = cluster.shop(0);
        return List.of(
                Now.get(shop.post("phone", headers, Buffer.buffer())),
                Now.get(shop.get(NOBODYS, headers)),
                Now.get(shop.get(NOBODYS + "/events", headers)));
    }

    private String lookUp(TokenIssuer by) {
        return Now.get(cluster.shop(0).get(NOBODYS, bearer(by.token("ann")))).outcome();
    }

    private boolean keysAreUpToDate() {
        return Now.get(cluster.console(0).get("/health/ready")).json().getBoolean("keysAreUpToDate");
    }

    private long queued() {
        return Ledger.end(cluster.bootstrapServers(), "seckill.requests");
    }

    private static JsonObject claims(String claim, Object value) {
        return TokenIssuer.claims("bob").put(claim, value);
    }

    private static JsonObject adminClaims(String scope) {
        return TokenIssuer.claims("operator").put("scope", "other " + scope);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }
}
