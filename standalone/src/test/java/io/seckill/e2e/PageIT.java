package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Browser;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.PagePictures;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The web page as a buyer meets it, in a real browser. Each state is held against the rules of accessibility at the size
 * of a phone and of a desktop; {@code -Dpage.pictures=true} renews their pictures in {@code docs/pictures}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class PageIT {
    private static final String ORDER = "#orders > li:first-child";

    private Browser browser;
    private Cluster cluster;
    private PagePictures pictures;

    @BeforeAll
    void open() {
        browser = Browser.open();
        pictures = new PagePictures(browser, "page");
        cluster = Cluster.start("gateway.purchase.defaultWait=500ms", "gateway.admission.maxPredictedWait=1h");
    }

    @BeforeEach
    void arrive() {
        browser.visit(page());
    }

    @AfterEach
    void nothingWentWrongInThePage() {
        assertThat(browser.errors()).isEmpty();
        browser.oneTab();
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
    void theLastUnitIsBoughtAndTheNextBuyerSeesThatItIsGone() {
        sell("lamp", "Reading lamp", SaleTerms.open(1));
        browser.as("ann", "lamp");
        pictures.take("open");

        browser.click("#buy");
        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        assertThat(cluster.ledger().ordersOf("lamp"))
                .singleElement()
                .satisfies(order -> assertThat(browser.text(ORDER)).contains(order.getOrderId()));
        pictures.take("bought");

        browser.as("bob", "lamp");
        browser.awaitText("#stage > .state", "Sold out"::equals);
        assertThat(browser.shown("#buy[aria-disabled=true]")).isTrue();
        pictures.take("sold-out");
    }

    @Test
    void theCountdownEndsInAnOpenSaleByTheServersClock() {
        Instant opens = Instant.now().plusSeconds(7);
        sell("tickets", "Front row tickets", SaleTerms.open(40).between(opens, opens.plusSeconds(600)));
        browser.visitInNewTab(page());
        browser.beforePages("Date.now = (now => () => now() - 3600000)(Date.now.bind(Date))");
        browser.as("cid", "tickets");
        browser.awaitText("#opening .clock", text -> text.matches("00:0\\d"));
        pictures.take("countdown");

        browser.click("#buy");

        assertThat(Instant.now()).isAfter(opens);
        browser.awaitText(ORDER, text -> text.contains("It is yours"));
    }

    @Test
    void aQueuedBuyerKeepsThePlaceOverAReloadAndInASecondTab() {
        sell("shoes", "Running shoes", SaleTerms.open(20));
        whileNothingIsDecided(() -> {
            for (int i = 0; i < 3; i++) {
                Now.get(cluster.shop(0).buy("earlier-" + i, "shoes"));
            }
            browser.as("cleo", "shoes");
            browser.click("#buy");
            awaitPlaceInLine();
            pictures.take("in-line");

            browser.reload();
            awaitPlaceInLine();
            browser.visitInNewTab(page() + "#shoes");
            awaitPlaceInLine();
            assertThat(browser.shown("#buy")).isFalse();
        });

        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        browser.toTab(0);
        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        assertThat(cluster.ledger().ordersOf("shoes")).hasSize(4);
    }

    @Test
    void aDoubleClickIsOnePurchase() {
        sell("mug", "Coffee mug", SaleTerms.open(5).limitedTo(5));
        browser.as("dan", "mug");

        browser.run("const b = document.querySelector('#buy'); b.click(); b.click();"
                + "for (let i = 1; i < 50; i++) setTimeout(() => b.click(), i * 10);");

        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        browser.click("#buy");
        await("the second, wanted one").until(() -> browser.count("#orders > li") == 2);
        assertThat(cluster.ledger().ordersOf("mug")).hasSize(2);
    }

    @Test
    void twoTabsThatBuyAtOnceGetOneOrder() {
        sell("vase", "Glass vase", SaleTerms.open(5).limitedTo(5));
        browser.as("eve", "vase");
        String key = String.valueOf(browser.run("return document.querySelector('#buy').dataset.key"));
        whileNothingIsDecided(() -> {
            browser.click("#buy");
            awaitPlaceInLine();
            browser.visitInNewTab(page() + "#vase");
            awaitPlaceInLine();

            // As though this tab had not yet heard of the other one's click, so that it sends a purchase too.
            browser.run("localStorage.setItem('seckill attempt eve vase', JSON.stringify({key: arguments[0]}))", key);
            browser.click("#buy");
            browser.awaitText("#attempt", text -> !text.isEmpty());
        });
        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        // And as though it had not heard of the outcome: this click was for a purchase that is over.
        await("the rested button").until(() -> browser.shown("#buy:not([aria-disabled=true])"));
        browser.run("const b = document.querySelector('#buy'); b.dataset.key = arguments[0]; b.click();", key);
        browser.toTab(0);
        browser.awaitText(ORDER, text -> text.contains("It is yours"));

        assertThat(browser.count("#orders > li")).isEqualTo(1);
        assertThat(cluster.ledger().ordersOf("vase")).hasSize(1);
    }

    @Test
    void aPurchaseThatDidNotReachTheGatewayIsSentAgainAndIsOne() {
        sell("kettle", "Steel kettle", SaleTerms.open(5).limitedTo(5));
        browser.as("gus", "kettle");
        browser.connected(false);
        browser.click("#buy");
        browser.awaitText("#attempt", text -> text.contains("No connection"));
        pictures.take("no-connection");

        browser.connected(true);

        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        assertThat(cluster.ledger().ordersOf("kettle")).hasSize(1);
    }

    @Test
    void aHeldUnitIsPaidOrGivenBackOrRunsOut() {
        sell("phones", "Studio headphones", SaleTerms.open(9).limitedTo(3).holding(90));
        browser.as("hal", "phones");
        browser.click("#buy");
        browser.awaitText(ORDER, text -> text.matches("(?s).*Held for you.*Pay within 01:[12]\\d.*"));
        pictures.take("held");
        browser.click(ORDER + " [data-action=confirm]");
        browser.awaitText(ORDER, text -> text.contains("Paid"));
        pictures.take("paid");

        browser.click("#buy");
        browser.awaitText(ORDER, text -> text.contains("Held for you"));
        browser.click(ORDER + " [data-action=cancel]");
        browser.awaitText(ORDER, text -> text.contains("Given back"));

        sell("brief", "Paper lantern", SaleTerms.open(1).holding(1));
        browser.as("hal", "brief");
        browser.click("#buy");
        browser.awaitText(ORDER, text -> text.contains("The hold ran out"));
        pictures.take("ran-out");
    }

    @Test
    void whoHasOneAlreadyIsToldAndSeesTheOrder() {
        sell("clock", "Wall clock", SaleTerms.open(5));
        String order = Now.get(cluster.shop(0).buy("ida", "clock")).orderId();
        browser.as("ida", "clock");

        browser.click("#buy");

        browser.awaitText("#attempt", text -> text.contains("You have yours"));
        browser.awaitText(ORDER, text -> text.contains(order));
        pictures.take("limit-reached");
    }

    @Test
    void aKeyboardIsEnoughAndTheOutcomeIsReadAloud() {
        sell("radio", "Pocket radio", SaleTerms.open(5));
        browser.as("kim", "radio");
        await("the button").until(() -> browser.shown("#buy:not([aria-disabled=true])"));

        browser.type(Keys.chord(Keys.TAB, Keys.TAB, Keys.ENTER));

        browser.awaitText(ORDER, text -> text.contains("It is yours"));
        browser.awaitText("#news", "It is yours"::equals);
    }

    @Test
    void theShopSpeaksChineseAndIsDarkAtNight() {
        sell("teapot", "紫砂茶壶", SaleTerms.open(5).holding(90));
        browser.as("lin", "teapot");

        browser.click("#language");
        browser.scheme("dark");
        browser.click("#buy");

        browser.awaitText(ORDER, text -> text.contains("已为您保留"));
        assertThat(browser.run("return document.documentElement.lang")).isEqualTo("zh-CN");
        pictures.take("held-chinese-dark");
        browser.scheme("light");
        browser.click("#language");
    }

    @Test
    void aTokenBehindTheHashSignsInAndPaymentGoesByTheShopsService(@TempDir Path folder) throws IOException {
        TokenIssuer issuer = new TokenIssuer(cluster.caller().vertx(), "key-1");
        int gateway = cluster.startGateway(
                "gateway.identity.mode=jwt",
                "gateway.identity.jwks=" + Files.writeString(folder.resolve("jwks.json"), issuer.jwks()),
                "gateway.identity.issuer=" + TokenIssuer.ISSUER,
                "gateway.identity.audience=" + TokenIssuer.AUDIENCE);
        String url = "http://127.0.0.1:" + cluster.shop(gateway).port() + "/";
        sell("globe", "Desk globe", SaleTerms.open(5).holding(90));
        browser.visit(url + "#globe");
        browser.click("#buy");
        browser.awaitText("#attempt", text -> text.contains("Please sign in"));
        pictures.take("sign-in");

        browser.visit(url + "#token=" + issuer.token("ola"));
        browser.awaitText("#title", title -> !title.isEmpty());
        assertThat(browser.run("return location.href")).isEqualTo(url);
        browser.click("#items a[href='#globe']");
        browser.awaitText("#title", "Desk globe"::equals);
        browser.click("#buy");
        browser.awaitText(ORDER, text -> text.contains("Held for you"));
        browser.click(ORDER + " [data-action=confirm]");
        browser.awaitText(ORDER, text -> text.contains("Pay with the shop's payment service"));
        assertThat(browser.shown(ORDER + " [data-action=confirm]")).isFalse();
        assertThat(browser.shown(ORDER + " [data-action=cancel]")).isTrue();
        pictures.take("pay-elsewhere");

        var order = cluster.ledger().ordersOf("globe").get(0);
        assertThat(order.getUserId()).isEqualTo("ola");
        assertThat(Now.get(cluster.console(0).order("globe", order.getOrderId(), "confirm"))
                        .status())
                .isEqualTo(200);
        browser.awaitText(ORDER, text -> text.contains("Paid"));
        cluster.stopGateway(gateway);
    }

    @Test
    void aPausedSaleAndOneThatIsOverSaySo() {
        sell("scarf", "Wool scarf", SaleTerms.open(5));
        assertThat(Now.get(cluster.console(0).change("scarf", "pause")).status())
                .isEqualTo(200);
        browser.as("max", "scarf");
        browser.awaitText("#stage > .state", "Paused"::equals);
        assertThat(browser.shown("#buy[aria-disabled=true]")).isTrue();
        pictures.take("paused");

        assertThat(Now.get(cluster.console(0).change("scarf", "close")).status())
                .isEqualTo(200);
        browser.awaitText("#stage > .state", "Over"::equals);
        pictures.take("over");
    }

    /** Comes last: its items would fill the pictures. */
    @Test
    @Order(Integer.MAX_VALUE)
    void moreItemsThanAPageHoldsAreShownOnDemand() {
        assertThat(Now.get(cluster.console(0)
                                .putAll(IntStream.range(0, 60)
                                        .mapToObj(i -> SaleTerms.open(1).of("zz-shelf-" + i))
                                        .collect(Collectors.joining("\n"))))
                        .status())
                .isEqualTo(200);

        browser.click("#more");

        await("the rest").until(() -> browser.count("#items > li") >= 60);
    }

    private void awaitPlaceInLine() {
        browser.awaitText("#attempt", text -> text.contains("ahead of you") || text.contains("You are next"));
    }

    private void whileNothingIsDecided(Runnable steps) {
        cluster.stopBackend(0);
        try {
            steps.run();
        } finally {
            cluster.startBackend();
        }
    }

    private void sell(String item, String title, SaleTerms terms) {
        cluster.openSale(item, terms.called(title));
    }

    private String page() {
        return "http://127.0.0.1:" + cluster.shop(0).port() + "/";
    }
}
