package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.CuttingProxy;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.TokenIssuer;
import io.seckill.testkit.ChildProcess;
import io.seckill.testkit.TestPorts;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.OrderStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where callers show tokens, who confirms: not a buyer, but the service in {@code examples/payment-service}. */
class PaymentIT {
    private static final int ORDERS = Integer.getInteger("payment.orders", 100);
    private static final int AT_ONCE = 25;
    private static final String SECRET = "between us";
    private static final Path EXAMPLE = Path.of("..", "examples", "payment-service", "PaymentService.java");

    private final Cluster cluster = Cluster.empty();
    private TokenIssuer issuer;
    private CuttingProxy beforeTheGateway;
    private CuttingProxy beforeTheService;
    private ChildProcess service;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        issuer = new TokenIssuer(cluster.caller().vertx(), "key");
        cluster.startBackend();
        cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + Files.writeString(folder.resolve("jwks.json"), issuer.jwks()),
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        assertThat(Now.get(cluster.console(0)
                                .bearing(scoped("operator", "seckill:admin"))
                                .put(
                                        "held",
                                        SaleTerms.open(ORDERS).limitedTo(ORDERS).holding(600)))
                        .outcome())
                .isEqualTo("200");
        int port = TestPorts.next();
        beforeTheGateway =
                new CuttingProxy(cluster.caller().vertx(), cluster.shop(0).port());
        beforeTheService = new CuttingProxy(cluster.caller().vertx(), port);
        service = ChildProcess.start(
                "payment-service",
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), EXAMPLE.toString()),
                Map.of(
                        "PORT",
                        Integer.toString(port),
                        "GATEWAY",
                        "http://127.0.0.1:" + beforeTheGateway.port(),
                        "TOKEN",
                        scoped("payments", "seckill:payments"),
                        "SECRET",
                        SECRET));
        service.awaitOutput("listening");
    }

    @AfterEach
    void stop() {
        service.close();
        cluster.close();
    }

    private String scoped(String subject, String scope) {
        return issuer.token(TokenIssuer.claims(subject).put("scope", scope));
    }

    @Test
    void everyWebhookComesTwiceThroughCutConnectionsAndEachOrderIsConfirmedOnce() throws Exception {
        List<String> orders = bought();
        Answer confirmed = Now.get(cluster.shop(0).confirm("held", orders.get(0), bearer("ann")));
        assertThat(confirmed.outcome()).isEqualTo("403 FORBIDDEN");
        assertThat(confirmed.header("WWW-Authenticate")).contains("scope=\"seckill:payments\"");
        assertThat(Now.get(untilAnswered(() -> webhook("paid", orders.get(0), "0".repeat(64))))
                        .status())
                .isEqualTo(401);
        assertThat(confirmations()).isEmpty();

        for (int from = 0; from < ORDERS; from += AT_ONCE) {
            List<String> some = orders.subList(from, Math.min(ORDERS, from + AT_ONCE));
            List<Future<Void>> delivered = new ArrayList<>();
            some.forEach(order -> delivered.addAll(List.of(deliver("paid", order), deliver("paid", order))));
            Now.get(Future.all(delivered));
        }

        assertThat(confirmations())
                .hasSize(ORDERS)
                .containsOnlyKeys(orders)
                .allSatisfy((order, times) -> assertThat(times).isEqualTo(1));
        assertThat(beforeTheGateway.cut()).isGreaterThan(ORDERS);
        assertThat(beforeTheService.cut()).isGreaterThan(ORDERS);
        Now.get(deliver("returned", orders.get(0)));
        assertThat(cluster.ledger().orders().get(orders.get(0)).getStatus())
                .isEqualTo(OrderStatus.ORDER_STATUS_REFUNDED);
    }

    private static Future<Answer> untilAnswered(Supplier<Future<Answer>> call) {
        return call.get().recover(cut -> untilAnswered(call));
    }

    private List<String> bought() {
        List<Future<Answer>> purchases = IntStream.range(0, ORDERS)
                .mapToObj(i -> cluster.shop(0).buy("ann", "held", bearer("ann"), ""))
                .toList();
        return purchases.stream().map(purchase -> Now.get(purchase).orderId()).toList();
    }

    private Map<String, String> bearer(String user) {
        return Map.of("Authorization", "Bearer " + issuer.token(user), "Prefer", "wait=25");
    }

    /** As providers do, until it is answered 200. */
    private Future<Void> deliver(String event, String order) {
        return webhook(event, order, signature(form(event, order)))
                .transform(told -> told.succeeded() && told.result().status() == 200
                        ? Future.succeededFuture()
                        : deliver(event, order));
    }

    private Future<Answer> webhook(String event, String order, String signature) {
        Map<String, String> headers = Map.of("X-Signature", signature, "Connection", "close");
        Buffer body = Buffer.buffer(form(event, order));
        return cluster.caller().send(beforeTheService.port(), HttpMethod.POST, "/webhooks", headers, body);
    }

    private static String form(String event, String order) {
        return "event=" + event + "&reference=held%2F" + order;
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** How often the ledger says of each order that it is confirmed. */
    private Map<String, Integer> confirmations() throws Exception {
        Map<String, Integer> times = new HashMap<>();
        for (var record : Ledger.records(cluster.bootstrapServers(), "seckill.orders")) {
            LedgerRecord entry =
                    record.value() == null ? LedgerRecord.getDefaultInstance() : LedgerRecord.parseFrom(record.value());
            if (entry.getOrder().getStatus() == OrderStatus.ORDER_STATUS_CONFIRMED) {
                times.merge(entry.getOrder().getOrderId(), 1, Integer::sum);
            }
        }
        return times;
    }
}
