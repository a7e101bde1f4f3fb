package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Ledger;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Definitions of many items in one call: each is stored, or named with the reason why not. */
@OnBothStores
@TestInstance(Lifecycle.PER_CLASS)
class BulkItemsIT {
    @Parameter
    private Store store;

    private Cluster cluster;

    @BeforeParameterizedClassInvocation
    void start() {
        cluster = Cluster.start(store);
    }

    @AfterParameterizedClassInvocation
    void stop() {
        cluster.close();
    }

    @Test
    void allGoodIs200AndAllOnSale() {
        Answer answer = Now.get(cluster.console(0).putAll(lines("good", 300))); // more than are under way at once

        assertThat(answer.outcome()).isEqualTo("200");
        assertThat(answer.json().getInteger("stored")).isEqualTo(300);
        assertThat(answer.json().getJsonArray("failures")).isEmpty();
        await().until(() -> Now.get(cluster.shop(0).item("good-299")).status() == 200);
        assertThat(Now.get(cluster.shop(0).buy("ann", "good-299")).outcome()).isEqualTo("201");
    }

    @Test
    void anArrayIsTakenToo() {
        String array = "[" + lines("listed", 3).replace("\n", ",") + "]";
        Answer answer = Now.get(cluster.console(0).putAll("application/json", array));
        assertThat(answer.outcome()).isEqualTo("200");
        assertThat(answer.json().getInteger("stored")).isEqualTo(3);
    }

    @Test
    void whatIsWrongIsNamedAndKeepsNothingElseFromBeingStored() {
        cluster.openSale("sold", SaleTerms.open(2).limitedTo(2));
        assertThat(Now.get(cluster.shop(0).buy("ann", "sold")).status()).isEqualTo(201);
        String body = String.join(
                "\n",
                SaleTerms.open(1).of("fine-1"),
                "{\"itemId\":\"fine-2\"",
                SaleTerms.open(1).of("not an id"),
                SaleTerms.open(0).of("sold"),
                SaleTerms.open(1).limitedTo(0).of("limitless"),
                "",
                "[]",
                SaleTerms.open(1).of("fine-3"));

        Answer answer = Now.get(cluster.console(0).putAll(body));

        assertThat(answer.outcome()).isEqualTo("207");
        assertThat(answer.json().getInteger("stored")).isEqualTo(2);
        assertThat(failures(answer))
                .containsExactlyInAnyOrder(
                        "2 null INVALID_REQUEST",
                        "3 null INVALID_REQUEST",
                        "4 sold STOCK_BELOW_SOLD",
                        "5 limitless INVALID_REQUEST",
                        "6 null INVALID_REQUEST");
        await().until(() -> Now.get(cluster.shop(0).item("fine-3")).status() == 200);
    }

    @Test
    void anArrayThatBreaksOffIsReadSoFar() {
        Answer answer = Now.get(cluster.console(0)
                .putAll("application/json", "[" + SaleTerms.open(1).of("whole") + ", 7, {\"itemId\":"));
        assertThat(answer.outcome()).isEqualTo("207");
        assertThat(answer.json().getInteger("stored")).isEqualTo(1);
        assertThat(failures(answer)).containsExactlyInAnyOrder("2 null INVALID_REQUEST", "3 null INVALID_REQUEST");
    }

    @Test
    void itemsPastTheBoundAreNotRead() {
        int bound = 20_000;
        String body = "[]\n".repeat(bound - 1) + lines("many", 10);

        Answer answer = Now.get(cluster.console(0).putAll(body));

        assertThat(answer.outcome()).isEqualTo("207");
        assertThat(answer.json().getInteger("stored")).isEqualTo(1);
        assertThat(failures(answer)).hasSize(bound).endsWith((bound + 1) + " null TOO_LARGE");
    }

    @Test
    void aCallThatIsNoListIsRefusedWholeAndQueuesNothing() {
        long queued = queued();
        assertThat(Now.get(cluster.console(0).putAll("")).outcome()).isEqualTo("400 INVALID_REQUEST");
        assertThat(Now.get(cluster.console(0).putAll("application/json", "{}")).outcome())
                .isEqualTo("400 INVALID_REQUEST");
        assertThat(Now.get(cluster.console(0).putAll("text/plain", "x")).outcome())
                .isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        assertThat(Now.get(cluster.console(0).putAll(" ".repeat(8 * 1024 * 1024 + 1)))
                        .outcome())
                .isEqualTo("413 TOO_LARGE");
        assertThat(queued()).isEqualTo(queued);
    }

    @Test
    void pagesAreInOrderAndTheLastOneHasNoNext() {
        Now.get(cluster.console(0).putAll(lines("paged", 30)));
        await().until(() -> ids(Now.get(cluster.shop(0).get("/v1/items?limit=200&after=paged-"))).stream()
                        .filter(id -> id.startsWith("paged-"))
                        .count()
                == 30); // PostgreSQL stores them in any order

        Answer first = Now.get(cluster.shop(0).get("/v1/items?limit=7&after=paged-"));
        assertThat(first.json().getString("next")).isEqualTo("/v1/items?limit=7&after=paged-14");
        assertThat(first.header("Link")).isEqualTo("</v1/items?limit=7&after=paged-14>; rel=\"next\"");
        assertThat(ids(first).get(0)).isEqualTo("paged-0");
        assertThat(ids(first)).isSorted().hasSize(7);
        assertThat(ids(Now.get(cluster.shop(0).get(first.json().getString("next")))))
                .isSorted()
                .startsWith("paged-15");
        for (String bad : List.of("limit=0", "limit=201", "limit=x", "after=a%20b")) {
            assertThat(Now.get(cluster.shop(0).get("/v1/items?" + bad)).outcome())
                    .as(bad)
                    .isEqualTo("400 INVALID_REQUEST");
        }
    }

    private long queued() {
        return Ledger.end(cluster.bootstrapServers(), "seckill.requests");
    }

    private static String lines(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SaleTerms.open(10).of(name + "-" + i))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> ids(Answer page) {
        return objects(page.json().getJsonArray("items"))
                .map(item -> item.getString("id"))
                .toList();
    }

    private static List<String> failures(Answer answer) {
        return objects(answer.json().getJsonArray("failures"))
                .map(failure -> failure.getInteger("number") + " " + failure.getString("itemId") + " "
                        + failure.getString("code"))
                .toList();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}
