package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Browser;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The web page as a visitor meets it, in a real browser. */
@TestInstance(Lifecycle.PER_CLASS)
class PageIT {
    private Browser browser;
    private Cluster cluster;

    @BeforeAll
    void open() {
        browser = Browser.open();
        cluster = Cluster.start("gateway.purchase.defaultWait=500ms");
        browser.visit("http://127.0.0.1:" + cluster.shop(0).port() + "/");
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
    void aVisitorBuysTheLastUnitAndTheNextOneIsTooLate() {
        cluster.openSale("last-one", SaleTerms.open(1));

        browser.buy("ann", "last-one");
        await("bought").until(() -> browser.latestAnswer().matches("good .*bought: order [0-9a-f]{32}"));
        assertThat(cluster.ledger().ordersOf("last-one"))
                .singleElement()
                .satisfies(order -> assertThat(browser.latestAnswer()).endsWith(order.getOrderId()));

        browser.buy("bob", "last-one");
        await("sold out").until(() -> browser.latestAnswer().matches("bad .*SOLD_OUT.*"));
        await("the item sold out").until(() -> browser.shown("last-one").contains("SOLD OUT"));
    }

    @Test
    void aQueuedVisitorSeesThePlaceInLineAndThenTheOutcome() {
        cluster.openSale("popular", SaleTerms.open(5));
        cluster.stopBackend(0);
        for (int i = 0; i < 3; i++) {
            Now.get(cluster.shop(0).buy("earlier-" + i, "popular"));
        }

        browser.buy("cleo", "popular");
        await("a place in line").until(() -> browser.latestAnswer().matches("wait .*\\d+ ahead of you.*"));

        cluster.startBackend();
        await("bought").until(() -> browser.latestAnswer().matches("good .*bought: order [0-9a-f]{32}"));
    }

    @Test
    void aDoubleClickIsOnePurchase() {
        cluster.openSale("clicked", SaleTerms.open(5).limitedTo(5));
        browser.buy("dan", "clicked");
        await("bought").until(() -> browser.latestAnswer().matches("good .*bought: order [0-9a-f]{32}"));
        int before = browser.answers();

        browser.buyTwiceAtOnce("clicked");

        await("bought once more").until(() -> browser.latestAnswer().matches("good .*bought: order [0-9a-f]{32}"));
        assertThat(browser.answers()).isEqualTo(before + 1);
        assertThat(cluster.ledger().ordersOf("clicked")).hasSize(2);
    }

    @Test
    void aPurchaseThatDidNotReachTheGatewayIsSentAgainAndIsOne() {
        cluster.openSale("lost", SaleTerms.open(5).limitedTo(5));
        await("the item").until(() -> !browser.shown("lost").isEmpty());
        browser.connected(false);
        browser.buy("gus", "lost");
        await("off the network").until(() -> browser.latestAnswer().matches("wait .*cannot be reached.*"));

        browser.connected(true);

        await("bought").until(() -> browser.latestAnswer().matches("good .*bought: order [0-9a-f]{32}"));
        assertThat(cluster.ledger().ordersOf("lost")).hasSize(1);
    }

    @Test
    void moreItemsThanAPageHoldsAreShownOnDemand() {
        assertThat(Now.get(cluster.console(0)
                                .putAll(IntStream.range(0, 60)
                                        .mapToObj(i -> SaleTerms.open(1).of("shelf-" + i))
                                        .collect(Collectors.joining("\n"))))
                        .status())
                .isEqualTo(200);

        browser.more();

        await("the rest").until(() -> browser.items() >= 60);
    }
}
