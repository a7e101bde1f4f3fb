package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Browser;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.PagePictures;
import io.seckill.e2e.cluster.Rush;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.TokenIssuer;
import io.seckill.v1.ChangeState;
import io.seckill.v1.Command;
import io.seckill.v1.ItemState;
import io.seckill.v1.Purchase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The operators' console as an operator meets it, in a real browser. */
@TestInstance(Lifecycle.PER_CLASS)
class ConsoleIT {
    private Browser browser;
    private Cluster cluster;

    @BeforeAll
    void open() {
        browser = Browser.open();
        cluster = Cluster.start("topics.queues=2");
        visit(0);
    }

    @AfterEach
    void nothingWentWrongInThePage() {
        assertThat(browser.errors()).isEmpty();
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aSaleIsOpenedPausedResumedRestockedClosedAndDeleted() {
        browser.click("#open-item");
        fill("#define [name=id]", "chair");
        fill("#define [name=title]", "A chair");
        fill("#define [name=stock]", "10");
        browser.click("#define [type=submit]");
        browser.awaitText(in("chair", ".state"), "OPEN"::equals);
        assertThat(buy("ann", "chair")).isEqualTo("201");
        browser.awaitText(in("chair", ".left"), "9 of 10 left"::equals);

        browser.click(action("chair", "Pause"));
        browser.awaitText("#confirm-title", "Pause A chair?"::equals);
        assertThat(browser.accessibilityFaults()).isEmpty();
        browser.click("#confirm [value=cancel]");
        assertThat(buy("bob", "chair")).isEqualTo("201");
        confirm("chair", "Pause");
        browser.awaitText(in("chair", ".state"), "PAUSED"::equals);
        browser.awaitText(in("chair", ".actions"), text -> text.split("\\s+").length == 4 && !text.contains("Pause"));
        assertThat(buy("cleo", "chair")).isEqualTo("403 PAUSED");
        confirm("chair", "Resume");
        browser.awaitText(in("chair", ".state"), "OPEN"::equals);

        browser.click(action("chair", "Restock"));
        fill("#restock [name=more]", "5");
        browser.awaitText("#restock .after", text -> text.contains("13 after it"));
        browser.click("#restock [type=submit]");
        browser.awaitText(in("chair", ".left"), "13 of 15 left"::equals);

        confirm("chair", "Close");
        browser.awaitText(in("chair", ".state"), "CLOSED"::equals);
        browser.awaitText(in("chair", ".actions"), "Delete"::equals);
        await("closed").until(() -> buy("dan", "chair").equals("403 ENDED"));
        confirm("chair", "Delete");
        await("deleted").until(() -> browser.count("[data-item=chair]") == 0);
        browser.awaitText("#audit", text -> text.contains("delete chair") && text.contains("anonymous"));
    }

    @Test
    void whatTheGatewayRefusesIsSaidInTheDialog() {
        cluster.openSale("small", SaleTerms.open(3));
        assertThat(buy("ann", "small")).isEqualTo("201");

        browser.click(action("small", "Edit"));
        fill("#define [name=stock]", "0");
        browser.click("#define [type=submit]");

        browser.awaitText("#define .problem", text -> text.contains("STOCK_BELOW_SOLD"));
        browser.click("#define [value=cancel]");
    }

    @Test
    void chartsAndRatesMoveUnderPurchases() {
        cluster.openSale("rush", SaleTerms.open(1_000_000));
        Shop shop = cluster.shop(0);
        Rush rush = new Rush(1, List.of("rush"), (gateway, user, item) -> shop.buy(user, item)).start(8);

        browser.awaitText("#chart-answers li:nth-child(1) b", ConsoleIT::isPositive);
        browser.awaitText("#chart-latency li:nth-child(2) b", ConsoleIT::isPositive);
        browser.awaitText("#chart-backlog li:nth-child(2) b", text -> text.matches("\\d.*"));
        browser.awaitText(in("rush", ".rate b"), ConsoleIT::isPositive);
        browser.awaitText("#queues", text -> text.contains("seckill-backend"));
        browser.awaitText("#health", text -> text.endsWith("Ready"));
        assertThat(browser.count(".plot canvas")).isEqualTo(3);
        new PagePictures(browser, "console").take("live");
        rush.stop();
        browser.size(1280, 900, 1);
    }

    @Test
    void whatPeopleWroteIsShownAsTheyWroteIt() {
        String title = "<img src=x onerror=alert(1)>";
        Now.get(cluster.console(0).put("marked", "{\"stock\":1,\"title\":\"" + title + "\"}"));

        browser.awaitText(in("marked", "h3"), title::equals);
        assertThat(browser.count("main img")).isZero();
    }

    @Test
    void deadLettersAreSentBackAndDecidedOnceThoughTwoOperatorsSendThem() throws Exception {
        cluster.openSale("lost", SaleTerms.open(5));
        byte[] purchase = Command.newBuilder()
                .setRequestId("0123456789abcdef0123456789abcdef")
                .setUserId("cleo")
                .setItemId("lost")
                .setPurchase(Purchase.newBuilder().setQuantity(1))
                .build()
                .toByteArray();
        append("seckill.requests", "noise", "no command at all, only noise".getBytes(StandardCharsets.UTF_8));
        append("seckill.requests.dlq", "lost", purchase);
        append("seckill.requests.dlq", "lost", purchase);
        awaitLetters(3, 2);
        assertThat(browser.text("#letters")).contains("no command", "purchase");

        browser.click("#letters button");
        assertThat(browser.accessibilityFaults()).isEmpty();
        browser.click("#redrive [type=submit]");
        browser.awaitText("#letters-news", "1 sent back"::equals);
        awaitLetters(3, 1);
        browser.awaitText("#audit", text -> text.contains("send dead letters back"));
        append("seckill.requests.dlq", "lost", oldClosing("lost"));
        Future<Answer> here = cluster.console(0).redrive("{\"item\":\"lost\"}");
        Future<Answer> there = cluster.console(cluster.startGateway()).redrive("{\"item\":\"lost\"}");
        assertThat(sent(here) + sent(there)).isBetween(2, 4);

        assertThat(buy("ann", "lost"))
                .as("behind them in their queue, and not closed")
                .isEqualTo("201");
        assertThat(cluster.ledger().ordersOf("lost")).hasSize(2);
        assertThat(Now.get(cluster.console(0).redrive("{}")).json())
                .isEqualTo(new JsonObject().put("sent", 0).put("sentBefore", 3).put("left", 1));
    }

    /** What an operator wanted long ago. */
    private static byte[] oldClosing(String item) {
        return Command.newBuilder()
                .setRequestId("1123456789abcdef0123456789abcdef")
                .setItemId(item)
                .setExpiresAt(1)
                .setChangeState(ChangeState.newBuilder().setTo(ItemState.ITEM_STATE_CLOSED))
                .build()
                .toByteArray();
    }

    private static int sent(Future<Answer> redriven) {
        return Now.get(redriven).json().getInteger("sent");
    }

    private void awaitLetters(int all, int toSendBack) {
        await("the letters").until(() -> {
            browser.click("#look");
            return browser.count("#letters tr") == all && browser.count("#letters button") == toSendBack;
        });
    }

    private void append(String topic, String key, byte[] value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void withTokensTheConsoleAsksForOne(@TempDir Path folder) throws IOException {
        TokenIssuer issuer = new TokenIssuer(cluster.caller().vertx(), "key");
        Path jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
        int gateway = cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + jwks,
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        cluster.openSale("known", SaleTerms.open(1));
        visit(gateway);

        fill("#login [name=token]", issuer.token("ann"));
        browser.click("#login [type=submit]");
        browser.awaitText("#login .problem", text -> text.contains("seckill:admin"));
        fill("#login [name=token]", issuer.token(TokenIssuer.claims("olga").put("scope", "seckill:admin")));
        browser.click("#login [type=submit]");
        browser.awaitText(in("known", ".state"), "OPEN"::equals);

        browser.run("location.reload()");
        browser.awaitText(in("known", ".state"), "OPEN"::equals);
        browser.click("#logout");
        await("asked again").until(() -> browser.shown("#login"));

        cluster.stopGateway(gateway);
        visit(0);
    }

    private void visit(int gateway) {
        browser.visit("http://127.0.0.1:" + cluster.console(gateway).port() + "/console");
    }

    private void confirm(String item, String action) {
        browser.click(action(item, action));
        browser.awaitText("#confirm [type=submit]", action::equals);
        browser.click("#confirm [type=submit]");
        await("done").until(() -> !browser.shown("#confirm"));
    }

    /** As somebody who types: what listens for input hears of it. */
    private void fill(String field, String text) {
        await(field).until(() -> browser.shown(field));
        browser.run(
                "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
                        + " field.dispatchEvent(new Event('input'));",
                field,
                text);
    }

    private String buy(String user, String item) {
        return Now.get(cluster.shop(0).buy(user, item)).outcome();
    }

    private static boolean isPositive(String number) {
        return number.matches("[\\d.,]+") && !number.matches("[0.,]+");
    }

    private static String in(String item, String what) {
        return "[data-item=" + item + "] " + what;
    }

    private static String action(String item, String name) {
        return in(item, "[data-action=" + name + "]");
    }
}
