package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Console;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Shop;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each row of the outcome table that a healthy cluster can reach. The others: {@link WaitingIT} (202, OVERLOADED, DRAINING),
 * {@link AskAgainIT} (UNKNOWN_REQUEST, IDEMPOTENCY_KEY_REUSED), {@link BrokerOutageIT} and {@link ContractIT}
 * (QUEUE_UNAVAILABLE, QUEUE_TIMEOUT), {@link OverdueIT} (EXPIRED), {@link TokensIT} (bad tokens), {@link DeleteIT}.
 */
@OnBothStores
@TestInstance(Lifecycle.PER_CLASS)
class OutcomeTableIT {
    private static final String JSON = "application/json";

    @Parameter
    private Store store;

    private Cluster cluster;
    private Shop shop;

    @BeforeParameterizedClassInvocation
    void start() {
        cluster = Cluster.start(store);
        shop = cluster.shop(0);
        cluster.openSale("open", SaleTerms.open(10));
    }

    @AfterEach
    void promisesHold() {
        Guarantee.checkAll(cluster.evidence());
    }

    @AfterParameterizedClassInvocation
    void stop() {
        cluster.close();
    }

    @Test
    void boughtIs201WithTheOrder() {
        cluster.openSale("bought", SaleTerms.open(10).limitedTo(5));
        Answer answer = Now.get(shop.buy("ann", "bought", Map.of(), "{\"quantity\":3}"));

        assertThat(answer.outcome()).isEqualTo("201");
        assertThat(answer.json().getString("itemId")).isEqualTo("bought");
        assertThat(answer.json().getInteger("quantity")).isEqualTo(3);
        assertThat(answer.json().getString("status")).isEqualTo("ACCEPTED");
        assertThat(answer.orderId()).isNotEmpty();
        String requestId = answer.json().getString("requestId");
        assertThat(requestId).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.header("Location")).isEqualTo("/v1/items/bought/purchases/" + requestId);
        assertThat(answer.header("Content-Type")).isEqualTo(JSON);
    }

    @Test
    void aPurchaseWithoutABodyIsForOneUnit() {
        cluster.openSale("no-body", SaleTerms.open(10));
        assertThat(Now.get(shop.buy("ann", "no-body")).json().getInteger("quantity"))
                .isEqualTo(1);
    }

    @Test
    void soldOutIs409() {
        cluster.openSale("last", SaleTerms.open(1));
        assertThat(Now.get(shop.buy("ann", "last")).outcome()).isEqualTo("201");

        Answer answer = Now.get(shop.buy("bob", "last"));

        assertThat(answer.outcome()).isEqualTo("409 SOLD_OUT");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void aPurchaseFitsWholeOrNotAtAll() {
        cluster.openSale("three-left", SaleTerms.open(3).limitedTo(5));
        assertThat(Now.get(shop.buy("ann", "three-left", Map.of(), "{\"quantity\":4}"))
                        .outcome())
                .isEqualTo("409 SOLD_OUT");
        assertThat(Now.get(shop.buy("ann", "three-left", Map.of(), "{\"quantity\":3}"))
                        .outcome())
                .isEqualTo("201");
    }

    @Test
    void aUserOverTheLimitIs409AndHearsOfTheOrderHeld() {
        cluster.openSale("one-each", SaleTerms.open(10));
        Answer first = Now.get(shop.buy("ann", "one-each"));

        Answer second = Now.get(shop.buy("ann", "one-each"));

        assertThat(second.outcome()).isEqualTo("409 LIMIT_REACHED");
        assertThat(second.orderId()).isEqualTo(first.orderId());
    }

    @Test
    void anUnknownItemIs404() {
        assertThat(Now.get(shop.buy("ann", "nothing")).outcome()).isEqualTo("404 UNKNOWN_ITEM");
        assertThat(Now.get(shop.item("nothing")).outcome()).isEqualTo("404 UNKNOWN_ITEM");
    }

    @Test
    void beforeTheSaleIs403AndSaysWhenToComeBack() {
        Instant opens = Instant.now().plus(Duration.ofMinutes(10));
        cluster.openSale("early", SaleTerms.open(10).between(opens, opens.plusSeconds(60)));

        Answer answer = Now.get(shop.buy("ann", "early"));

        assertThat(answer.outcome()).isEqualTo("403 NOT_STARTED");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(500, 603);
    }

    @Test
    void afterTheSaleIs403() {
        Instant closes = Instant.now().minusSeconds(1);
        cluster.openSale("late", SaleTerms.open(10).between(closes.minusSeconds(60), closes));
        assertThat(Now.get(shop.buy("ann", "late")).outcome()).isEqualTo("403 ENDED");
    }

    @Test
    void aStockIsEnoughForASaleThatIsOpenFromNowOn() {
        Answer put = Now.get(cluster.console(0).put("plain", "{\"stock\":100}"));
        assertThat(put.outcome()).isEqualTo("200");
        assertThat(put.json().getString("title")).isEqualTo("plain");
        assertThat(put.json().containsKey("closesAt")).isTrue();
        assertThat(put.json().getString("closesAt")).isNull();
        assertThat(put.json().getInteger("perUserLimit")).isEqualTo(1);
        assertThat(put.json().getString("state")).isEqualTo("OPEN");
        await().until(() -> Now.get(shop.item("plain")).status() == 200);

        assertThat(Now.get(shop.buy("ann", "plain")).outcome()).isEqualTo("201");
    }

    @Test
    void aClosedItemIs403ToBuyersAnd409ToOperatorsAndItsOrdersGoOn() {
        cluster.openSale("closed", SaleTerms.open(10).holding(60));
        String orderId = Now.get(shop.buy("ann", "closed")).orderId();
        Console console = cluster.console(0);
        for (int i = 0; i < 2; i++) {
            Answer closed = Now.get(console.change("closed", "close"));
            assertThat(closed.outcome()).isEqualTo("200");
            assertThat(closed.json().getString("state")).isEqualTo("CLOSED");
        }

        assertThat(Now.get(shop.buy("bob", "closed")).outcome()).isEqualTo("403 ENDED");
        assertThat(Now.get(console.change("closed", "resume")).outcome()).isEqualTo("409 ITEM_CLOSED");
        assertThat(Now.get(console.put("closed", SaleTerms.open(20))).outcome()).isEqualTo("409 ITEM_CLOSED");
        assertThat(Now.get(shop.confirm("ann", "closed", orderId)).outcome()).isEqualTo("200");
        await().until(() ->
                Now.get(shop.item("closed")).json().getString("state").equals("CLOSED"));
    }

    @Test
    void anItemThatIsNotThereCannotBePaused() {
        assertThat(Now.get(cluster.console(0).change("nothing", "pause")).outcome())
                .isEqualTo("404 UNKNOWN_ITEM");
        assertThat(Now.get(cluster.console(0).change("a,b", "pause")).outcome()).isEqualTo("400 INVALID_REQUEST");
    }

    @ParameterizedTest(name = "{1} for a body {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"quantity":            | body
                    []                      | body
                    "1"                     | body
                    {} {}                   | body
                    {"quantity":0}          | quantity
                    {"quantity":-1}         | quantity
                    {"quantity":101}        | quantity
                    {"quantity":1.5}        | quantity
                    {"quantity":"1"}        | quantity
                    {"quantity":null}       | quantity
                    {"quantity":99999999999}| quantity
                    {"price":1}             | body
                    """)
    void aBadBodyIs400AndNamesTheField(String body, String field) {
        Answer answer = Now.get(shop.buy("ann", "open", Map.of(), body));
        assertThat(answer.outcome()).isEqualTo("400 INVALID_REQUEST");
        assertThat(answer.json().getString("detail")).contains(field);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "Idempotency-Key, ''",
        "Idempotency-Key, schön",
        "X-User-Id, ''",
        "X-User-Id, schön",
        "X-Device-Id, ''",
        "X-Device-Id, schön"
    })
    void aBadHeaderIs400AndNamesIt(String header, String value) {
        Answer answer = Now.get(shop.buy("ann", "open", Map.of(header, value), ""));
        assertThat(answer.outcome()).isEqualTo("400 INVALID_REQUEST");
        assertThat(answer.json().getString("detail")).contains(header);
    }

    @Test
    void aUserIdHasUpTo255Characters() {
        cluster.openSale("long-names", SaleTerms.open(10));
        String ann = "u".repeat(254) + "1";
        String bob = "u".repeat(254) + "2";

        Answer bought = Now.get(shop.buy(ann, "long-names"));
        assertThat(bought.outcome()).isEqualTo("201");
        assertThat(cluster.ledger().orders().get(bought.orderId()).getUserId()).isEqualTo(ann);
        assertThat(Now.get(shop.buy(ann, "long-names")).outcome()).isEqualTo("409 LIMIT_REACHED");
        assertThat(Now.get(shop.ask(ann, bought.header("Location"))).outcome()).isEqualTo("200");
        assertThat(Now.get(shop.ask(bob, bought.header("Location"))).outcome()).isEqualTo("404 UNKNOWN_REQUEST");
        assertThat(Now.get(shop.buy(bob, "long-names")).outcome()).isEqualTo("201");
        assertThat(Now.get(shop.buy(ann + "3", "long-names")).outcome()).isEqualTo("400 INVALID_REQUEST");
    }

    @ParameterizedTest
    @CsvSource({"a%20b", "%C3%A4", "'a,b'"})
    void aBadItemIdIs400AndNamesThePath(String item) {
        Answer answer = Now.get(shop.buy("ann", item));
        assertThat(answer.outcome()).isEqualTo("400 INVALID_REQUEST");
        assertThat(answer.json().getString("detail")).contains("path");
    }

    @Test
    void withoutAUserIs401() {
        assertThat(Now.get(shop.post("open", Map.of(), Buffer.buffer())).outcome())
                .isEqualTo("401 UNAUTHENTICATED");
    }

    @Test
    void aBodyOverTheLimitIs413() {
        Answer answer = Now.get(shop.buy("ann", "open", Map.of(), "{\"quantity\":" + " ".repeat(17_000) + "1}"));
        assertThat(answer.outcome()).isEqualTo("413 TOO_LARGE");
    }

    @Test
    void anotherMediaTypeIs415() {
        Answer answer = Now.get(shop.buy("ann", "open", Map.of("Content-Type", "text/plain"), "1"));
        assertThat(answer.outcome()).isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void askedForAsynchronyTheAnswerIs202AsSoonAsItIsQueued() {
        cluster.openSale("async", SaleTerms.open(10));
        Answer answer = Now.get(shop.buy("ann", "async", Map.of("Prefer", "respond-async"), ""));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().getString("status")).isEqualTo("PENDING");
        assertThat(answer.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(answer.header("Location")).contains("/async/purchases/" + answer.header("X-Request-Id") + "?place=");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void anItemShowsWhatIsLeftOfIt() {
        cluster.openSale("shown", SaleTerms.open(10));
        assertThat(Now.get(shop.buy("ann", "shown")).status()).isEqualTo(201);
        await().until(() -> Now.get(shop.item("shown")).json().getInteger("remaining") == 9);

        var item = Now.get(shop.item("shown")).json();

        assertThat(item.getString("id")).isEqualTo("shown");
        assertThat(item.getInteger("stock")).isEqualTo(10);
        assertThat(item.getInteger("perUserLimit")).isEqualTo(1);
        assertThat(item.getString("state")).isEqualTo("OPEN");
        assertThat(Now.get(shop.get("/v1/items")).json().getJsonArray("items").stream())
                .anyMatch(each -> each.equals(item));
    }

    @Test
    void restockingAddsUnitsAndKeepsTheOrders() {
        cluster.openSale("again", SaleTerms.open(1));
        assertThat(Now.get(shop.buy("ann", "again")).status()).isEqualTo(201);

        assertThat(Now.get(cluster.console(0).put("again", SaleTerms.open(2))).status())
                .isEqualTo(200);
        await().until(() ->
                Now.get(shop.item("again")).json().getString("state").equals("OPEN"));

        assertThat(Now.get(shop.buy("ann", "again")).outcome()).isEqualTo("409 LIMIT_REACHED");
        assertThat(Now.get(shop.buy("bob", "again")).outcome()).isEqualTo("201");
    }

    @Test
    void lessStockThanIsSoldIsRefusedAndChangesNothing() {
        cluster.openSale("shrunk", SaleTerms.open(2));
        assertThat(Now.get(shop.buy("ann", "shrunk")).status()).isEqualTo(201);

        assertThat(Now.get(cluster.console(0).put("shrunk", SaleTerms.open(0))).outcome())
                .isEqualTo("409 STOCK_BELOW_SOLD");

        assertThat(Now.get(shop.buy("bob", "shrunk")).outcome()).isEqualTo("201");
    }

    @Test
    void aReservedOrderIs201WithItsHoldAndCanBeShownConfirmedAndNotCancelledThen() {
        cluster.openSale("held", SaleTerms.open(5).holding(60));
        Answer bought = Now.get(shop.buy("ann", "held"));
        assertThat(bought.outcome()).isEqualTo("201");
        assertThat(bought.json().getString("status")).isEqualTo("RESERVED");
        assertThat(Instant.parse(bought.json().getString("heldUntil"))).isAfter(Instant.now());

        Answer shown = Now.get(shop.order("ann", "held", bought.orderId()));
        assertThat(shown.outcome()).isEqualTo("200");
        assertThat(shown.json().getString("status")).isEqualTo("RESERVED");
        for (int i = 0; i < 2; i++) {
            Answer confirmed = Now.get(shop.confirm("ann", "held", bought.orderId()));
            assertThat(confirmed.outcome()).isEqualTo("200");
            assertThat(confirmed.json().getString("status")).isEqualTo("CONFIRMED");
        }
        assertThat(Now.get(shop.cancel("ann", "held", bought.orderId())).outcome())
                .isEqualTo("409 ALREADY_CONFIRMED");
    }

    @Test
    void aCancelledOrdersUnitIsForSaleAgainAndItCannotBeConfirmed() {
        cluster.openSale("given-back", SaleTerms.open(1).holding(60));
        String orderId = Now.get(shop.buy("ann", "given-back")).orderId();
        Answer cancelled = Now.get(shop.cancel("ann", "given-back", orderId));

        assertThat(cancelled.outcome()).isEqualTo("200");
        assertThat(cancelled.json().getString("status")).isEqualTo("CANCELLED");
        assertThat(Now.get(shop.confirm("ann", "given-back", orderId)).outcome())
                .isEqualTo("409 ALREADY_CANCELLED");
        await().until(() ->
                Now.get(shop.item("given-back")).json().getString("state").equals("OPEN"));
        assertThat(Now.get(shop.buy("bob", "given-back")).outcome()).isEqualTo("201");
    }

    @Test
    void aConfirmAfterTheHoldIs409AndThePurchaseStillShowsItsOrder() {
        cluster.openSale("too-late", SaleTerms.open(1).holding(1));
        Answer bought = Now.get(shop.buy("ann", "too-late"));
        await().until(
                        () -> Now.get(shop.order("ann", "too-late", bought.orderId()))
                                .json()
                                .getString("status"),
                        "EXPIRED"::equals);

        assertThat(Now.get(shop.confirm("ann", "too-late", bought.orderId())).outcome())
                .isEqualTo("409 HOLD_EXPIRED");
        Answer asked = Now.get(shop.ask("ann", bought.header("Location")));
        assertThat(asked.orderId()).isEqualTo(bought.orderId());
        assertThat(asked.json().getString("status")).isEqualTo("EXPIRED");
    }

    @Test
    void anOrderThatIsNotTheUsersIs404() {
        cluster.openSale("private", SaleTerms.open(1).holding(60));
        String orderId = Now.get(shop.buy("ann", "private")).orderId();

        assertThat(Now.get(shop.order("eve", "private", orderId)).outcome()).isEqualTo("404 UNKNOWN_ORDER");
        assertThat(Now.get(shop.cancel("eve", "private", orderId)).outcome()).isEqualTo("404 UNKNOWN_ORDER");
        assertThat(Now.get(shop.confirm("ann", "private", "0".repeat(32))).outcome())
                .isEqualTo("404 UNKNOWN_ORDER");
        assertThat(Now.get(shop.confirm("ann", "private", "my-order")).outcome())
                .isEqualTo("400 INVALID_REQUEST");
    }

    @Test
    void aHoldOfMoreThanADayIs400AndNamesTheField() {
        Answer answer = Now.get(cluster.console(0).put("held", SaleTerms.open(1).holding(86_401)));
        assertThat(answer.outcome()).isEqualTo("400 INVALID_REQUEST");
        assertThat(answer.json().getString("detail")).contains("holdSeconds");
    }
}
