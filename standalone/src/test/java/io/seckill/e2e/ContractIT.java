package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Contract;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.TokenIssuer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OpenAPI document and the running gateway, held against each other. All end-to-end tests hold each answer against
 * the document; here every answer in it is provoked.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ContractIT {
    /** Documented answers that no test can provoke, each with the reason. */
    private static final Map<String, String> EXCUSED = Map.of();

    static final String NOBODY = "0123456789abcdef0123456789abcdef";
    static final String NOBODYS = "/v1/items/phone/purchases/" + NOBODY;
    static final String ALL_ORDERS = "/v1/admin/items/phone/orders";
    private static final String POSITIONS = "/v1/admin/positions";
    private static final List<String> CHANGES = List.of("pause", "resume", "close");
    private static final String LIST = "/v1/admin/items";
    private static final String AUDIT = "/v1/admin/audit";
    private static final String LETTERS = "/v1/admin/dead-letters";
    private static final String[] SETTINGS = {
        "gateway.http.loops=1",
        "gateway.admission.maxPredictedWait=1h", // the backend is stopped on the way: the queue stands still
        "gateway.purchase.defaultWait=500ms",
        "gateway.purchase.maxWait=1s",
        "gateway.events.maxPerLoop=1",
        "gateway.events.maxDuration=2s",
        "gateway.drain.timeout=2s"
    };

    private final Cluster cluster = Cluster.start(SETTINGS);
    private final Contract contract = cluster.caller().contract();

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void theDocumentIsValidOpenApi() {
        assertThat(contract.formal().getValid())
                .as(String.valueOf(contract.formal().getErrors()))
                .isTrue();
    }

    @Test
    void theGatewayServesWhatIsDocumentedAndNothingElse() {
        assertThat(cluster.gateway(0).served()).containsExactlyInAnyOrderElementsOf(contract.operations());
    }

    @Test
    void everyDocumentedAnswerIsGiven(@TempDir Path folder) throws Exception {
        whileAllIsWell();
        OrderCalls.whileAllIsWell(cluster, NOBODY);
        changesOfState();
        whereAUserIsTooFast();
        withoutAUserOrWithBadInput();
        ContractElsewhere.whereOrdersAreListed(cluster);
        whereTokensAreAsked(folder);
        cluster.stopBackend(0);
        whileNobodyDecides();
        cluster.stopBroker();
        whileTheQueueIsGone();
        cluster.startBroker();
        await("purchases queued again").until(() -> buy("phone").status() == 202);
        whileTheGatewayStops();

        Set<String> missing = new TreeSet<>(contract.documented());
        missing.removeAll(contract.seen());
        missing.removeAll(ContractElsewhere.seenWhileTheQueueIsSilent());
        missing.removeAll(ContractElsewhere.seenWhileEveryAttemptFails());
        assertThat(missing).isEqualTo(new TreeSet<>(EXCUSED.keySet()));
    }

    private void whileAllIsWell() {
        Instant soon = Instant.now().plusSeconds(600);
        cluster.openSale("phone", SaleTerms.open(10));
        cluster.openSale("early", SaleTerms.open(1).between(soon, soon.plusSeconds(60)));
        Answer bought = buy("phone");
        assertThat(bought.outcome()).isEqualTo("201");
        assertThat(buy("phone").outcome()).isEqualTo("409 LIMIT_REACHED");
        assertThat(buy("early").outcome()).isEqualTo("403 NOT_STARTED");
        assertThat(buy("nothing").outcome()).isEqualTo("404 UNKNOWN_ITEM");
        Map<String, String> key = Map.of("Idempotency-Key", "k");
        Now.get(shop().buy("kim", "phone", key, ""));
        assertThat(Now.get(shop().buy("kim", "phone", key, "{\"quantity\":2}")).outcome())
                .isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
        assertThat(buy("phone", Map.of("Prefer", "respond-async"), "").status()).isEqualTo(202);
        String location = bought.header("Location");
        assertThat(ask(location).status()).isEqualTo(200);
        assertThat(ask(location + "/events").status()).isEqualTo(200);
        String known = bought.header("X-Request-Id");
        assertThat(Now.get(shop().get(location + "/events", Map.of("X-User-Id", "ann", "Last-Event-ID", known)))
                        .status())
                .isEqualTo(204);
        assertThat(ask(NOBODYS).status()).isEqualTo(404);
        assertThat(get("/v1/items")).isEqualTo(200);
        assertThat(get("/v1/items/phone")).isEqualTo(200);
        for (String path : List.of("/openapi.yaml", "/", "/web/page.css", "/web/page.js", "/web/words.json")) {
            assertIsNotSentTwice(headers -> shop().get(path, headers));
        }
        assertIsNotSentTwice(headers -> console().get("/console", headers));
        assertIsNotSentTwice(headers -> console().get("/console/console.js", headers));
        assertThat(get("/web/nothing.css")).isEqualTo(404);
        assertThat(get("/v1/items/nothing")).isEqualTo(404);
        for (String path : List.of("/health/live", "/health/ready", "/metrics", LIST, AUDIT, LETTERS, POSITIONS)) {
            assertThat(Now.get(console().get(path)).status()).isEqualTo(200);
        }
        assertThat(Now.get(console().redrive("{}")).status()).isEqualTo(200);
        await("one redrive at a time").until(() -> {
            Future<Answer> first = console().redrive("{}");
            Future<Answer> second = console().redrive("{}");
            return List.of(Now.get(first).outcome(), Now.get(second).outcome()).contains("503 OVERLOADED");
        });
        assertThat(Now.get(console().put("phone", SaleTerms.open(0))).status()).isEqualTo(409);
        assertThat(Now.get(console().putAll(SaleTerms.open(1).of("one"))).status())
                .isEqualTo(200);
        assertThat(Now.get(console().putAll(SaleTerms.open(0).of("phone"))).status())
                .isEqualTo(207);
    }

    private void changesOfState() {
        cluster.openSale("ending", SaleTerms.open(1));
        assertAll(404, changes(console(), "nothing"));
        assertAll(400, changes(console(), "a,b"));
        CHANGES.forEach(change ->
                assertThat(statusOf(() -> console().change("ending", change))).isEqualTo(200));
        assertThat(buy("ending").outcome()).isEqualTo("403 ENDED");
        for (String change : List.of("pause", "resume")) {
            assertThat(statusOf(() -> console().change("ending", change))).isEqualTo(409);
        }
        assertThat(statusOf(() -> console().delete("phone"))).isEqualTo(409);
        assertThat(statusOf(() -> console().delete("ending"))).isEqualTo(204);
    }

    static List<Supplier<Future<Answer>>> changes(Console console, String item) {
        List<Supplier<Future<Answer>>> changes = new ArrayList<>();
        CHANGES.forEach(change -> changes.add(() -> console.change(item, change)));
        changes.add(() -> console.delete(item));
        return changes;
    }

    private static void assertIsNotSentTwice(Function<Map<String, String>, Future<Answer>> get) {
        Answer first = Now.get(get.apply(Map.of()));
        assertThat(first.status()).isEqualTo(200);
        assertThat(Now.get(get.apply(Map.of("If-None-Match", first.header("ETag"))))
                        .status())
                .isEqualTo(304);
    }

    private static void assertAll(int status, List<Supplier<Future<Answer>>> calls) {
        assertThat(calls).extracting(ContractIT::statusOf).containsOnly(status);
    }

    private static int statusOf(Supplier<Future<Answer>> call) {
        return Now.get(call.get()).status();
    }

    private void whereAUserIsTooFast() {
        int gateway = cluster.startGateway("gateway.rate.perUser.permits=1", "gateway.rate.perUser.burst=1");
        Shop shop = cluster.shop(gateway);
        List<Supplier<Future<Answer>>> calls = new ArrayList<>(OrderCalls.about(shop, "ann", NOBODY));
        calls.addAll(List.of(
                () -> shop.buy("ann", "phone"),
                () -> shop.ask("ann", NOBODYS),
                () -> shop.orders("ann", "held"),
                () -> shop.ask("ann", NOBODYS + "/events")));
        for (Supplier<Future<Answer>> call : calls) {
            await("too fast").until(() -> statusOf(call) == 429);
        }
        cluster.stopGateway(gateway);
    }

    private void withoutAUserOrWithBadInput() {
        assertThat(Now.get(shop().post("phone", Map.of(), Buffer.buffer())).status())
                .isEqualTo(401);
        assertThat(get(NOBODYS)).isEqualTo(401);
        assertThat(get(NOBODYS + "/events")).isEqualTo(401);
        assertThat(buy("phone", Map.of(), "no JSON").status()).isEqualTo(400);
        assertThat(buy("phone", Map.of("Content-Type", "text/plain"), "1").status())
                .isEqualTo(415);
        assertThat(buy("phone", Map.of(), " ".repeat(20_000)).status()).isEqualTo(413);
        assertThat(ask("/v1/items/phone/purchases/x").status()).isEqualTo(400);
        assertThat(ask("/v1/items/phone/purchases/x/events").status()).isEqualTo(400);
        assertThat(get("/v1/items?limit=0")).isEqualTo(400);
        assertThat(Now.get(console().get(LIST + "?limit=0")).status()).isEqualTo(400);
        assertThat(Now.get(console().get(POSITIONS + "?group=%zz")).status()).isEqualTo(400);
        assertThat(Now.get(console().get(POSITIONS + "?group=")).status()).isEqualTo(400);
        assertThat(Now.get(console().put("phone", "no JSON")).status()).isEqualTo(400);
        assertThat(Now.get(console().put("phone", " ".repeat(20_000))).status()).isEqualTo(413);
        assertThat(Now.get(console().redrive("[]")).status()).isEqualTo(400);
        assertThat(Now.get(console().redrive(" ".repeat(20_000))).status()).isEqualTo(413);
        assertThat(Now.get(console().putAll("")).status()).isEqualTo(400);
        assertThat(Now.get(console().putAll("text/plain", "x")).status()).isEqualTo(415);
        assertThat(Now.get(console().putAll(" ".repeat(9_000_000))).status()).isEqualTo(413);
    }

    private void whereTokensAreAsked(Path folder) throws IOException {
        TokenIssuer issuer = new TokenIssuer(cluster.caller().vertx(), "key");
        Path jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
        int gateway = cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + jwks,
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        Console stranger = cluster.console(gateway);
        Console buyer = stranger.bearing(issuer.token("ann"));
        assertThat(Now.get(stranger.put("x", SaleTerms.open(1))).status()).isEqualTo(401);
        assertThat(Now.get(stranger.putAll("")).status()).isEqualTo(401);
        assertThat(statusOf(() -> stranger.redrive("{}"))).isEqualTo(401);
        assertThat(statusOf(() -> buyer.redrive("{}"))).isEqualTo(403);
        for (String path : List.of(POSITIONS, LIST, AUDIT, LETTERS, ALL_ORDERS)) {
            assertThat(Now.get(stranger.get(path)).status()).isEqualTo(401);
            assertThat(Now.get(buyer.get(path)).status()).isEqualTo(403);
        }
        assertThat(Now.get(buyer.put("x", SaleTerms.open(1))).status()).isEqualTo(403);
        assertThat(Now.get(buyer.putAll("")).status()).isEqualTo(403);
        assertAll(401, changes(stranger, "x"));
        assertAll(403, changes(buyer, "x"));
        var ann = Map.of("Authorization", "Bearer " + issuer.token("ann"));
        assertThat(statusOf(() -> cluster.shop(gateway).confirm("held", NOBODY, ann)))
                .isEqualTo(403);
        cluster.stopGateway(gateway);
    }

    private void whileNobodyDecides() {
        assertAll(202, OrderCalls.about(shop(), "ann", NOBODY));
        assertThat(statusOf(() -> console().refund("held", NOBODY, ""))).isEqualTo(202);
        assertThat(Now.get(shop().orders("ann", "held")).status()).isEqualTo(202);
        Answer queued = buy("phone");
        assertThat(queued.status()).isEqualTo(202);
        assertThat(ask(queued.header("Location")).status()).isEqualTo(202);
        String events = queued.header("Location").replace("?", "/events?");
        Future<Answer> watching = shop().ask("ann", events);
        await("one who watches").until(() -> ask(events).status() == 202);
        assertThat(Now.get(watching).status()).isEqualTo(200);
        Future<Answer> many = console().putAll(SaleTerms.open(1).of("one"));
        await("one call for many at a time")
                .until(() -> Now.get(console().putAll("")).outcome().equals("503 OVERLOADED") || many.isComplete());
        assertThat(Now.get(many).status()).isEqualTo(207);
        assertThat(Now.get(console().put("one", SaleTerms.open(1))).status()).isEqualTo(202);
        assertAll(202, changes(console(), "one"));
    }

    private void whileTheQueueIsGone() {
        List<Supplier<Future<Answer>>> calls = new ArrayList<>(OrderCalls.about(shop(), "ann", NOBODY));
        calls.addAll(List.of(
                () -> shop().buy("ann", "phone"),
                () -> shop().ask("ann", NOBODYS),
                () -> shop().orders("ann", "held"),
                () -> shop().ask("ann", NOBODYS + "/events"),
                () -> console().put("one", SaleTerms.open(1)),
                () -> console().get(LETTERS),
                () -> console().get(POSITIONS)));
        calls.addAll(changes(console(), "one"));
        calls.add(() -> console().refund("held", NOBODY, ""));
        for (Supplier<Future<Answer>> call : calls) {
            await("a 503").until(() -> Now.get(call.get()).status() == 503);
        }
        await("without a lease it is not ready").until(() -> !console().ready());
        assertThat(health().getString("phase")).isEqualTo("SERVING");
        assertThat(health().getString("notReadyReason")).contains("lease");
        assertThat(health().getBoolean("queueAnswers")).isFalse();
        whileAGatewayHasNeverSeenABroker();
    }

    private JsonObject health() {
        return Now.get(console().get("/health/ready")).json();
    }

    private void whileAGatewayHasNeverSeenABroker() {
        int waiting = cluster.startGatewayWithoutBroker();
        assertThat(Now.get(cluster.console(waiting).get(LIST)).outcome()).isEqualTo("503 QUEUE_UNAVAILABLE");
        for (String path : List.of("/v1/items", "/v1/items/phone")) {
            assertThat(Now.get(cluster.shop(waiting).get(path)).outcome()).isEqualTo("503 QUEUE_UNAVAILABLE");
        }
        Answer ready = Now.get(cluster.console(waiting).get("/health/ready"));
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().getString("notReadyReason"))
                .startsWith("waiting for Kafka at " + cluster.bootstrapServers());
        assertThat(ready.json().getBoolean("queueAnswers")).isFalse();
        cluster.stopGateway(waiting);
    }

    private void whileTheGatewayStops() {
        Console console = console();
        Future<Answer> waiting = shop().buyWaiting("zoe", "phone", 1);
        await().until(() -> Now.get(console.metrics()).total("seckill_requests_open") > 0);
        Future<Void> stopped = cluster.gateway(0).stop();
        assertThat(Now.get(console.get("/health/ready")).status()).isEqualTo(503);
        assertThat(Now.get(waiting).status()).isEqualTo(202);
        Now.get(stopped);
        cluster.forgetGateway(0);
        cluster.startGateway();
    }

    private Answer buy(String item) {
        return buy(item, Map.of(), "");
    }

    private Answer buy(String item, Map<String, String> headers, String body) {
        return Now.get(shop().buy("ann", item, headers, body));
    }

    private Answer ask(String location) {
        return Now.get(shop().ask("ann", location));
    }

    private int get(String path) {
        return Now.get(shop().get(path)).status();
    }

    private Shop shop() {
        return cluster.shop(0);
    }

    private Console console() {
        return cluster.console(0);
    }
}
