package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.ProcessCluster;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.Store;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** Ten thousand items with a million units: set up by one call, listed in pages, and what that takes of memory. */
@Tag("slow")
class ManyItemsIT {
    private static final int ITEMS = 10_000;
    private static final int UNITS_EACH = 100;

    @OnBothStores
    void tenThousandItemsAreSetUpByOneCallAndListedInPages(Store store) {
        try (ProcessCluster cluster = ProcessCluster.startAsShipped("many-items", store)) {
            cluster.startBackend();
            cluster.startGateway();
            cluster.awaitReady();
            cluster.openSale("warm-up", SaleTerms.open(1));
            long gatewayBefore = cluster.gateway(0).liveHeap();
            long backendBefore = cluster.backend(0).liveHeap();

            long start = System.nanoTime();
            Answer answer = Now.get(cluster.console(0).putAll(definitions()));
            double seconds = (System.nanoTime() - start) / 1e9;

            assertThat(answer.outcome()).isEqualTo("200");
            assertThat(answer.json().getInteger("stored")).isEqualTo(ITEMS);
            List<JsonObject> listed = await("all listed")
                    .until(() -> list(cluster), found -> found.size() == ITEMS + 1 && hasUnits(found));
            assertThat(listed)
                    .extracting(item -> item.getString("id"))
                    .isSorted()
                    .doesNotHaveDuplicates();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d items with %,d units, set up in %.1f s; heap: gateway %,d KiB more, backend %,d KiB"
                            + " more%n",
                    store,
                    ITEMS,
                    ITEMS * UNITS_EACH,
                    seconds,
                    (cluster.gateway(0).liveHeap() - gatewayBefore) >> 10,
                    (cluster.backend(0).liveHeap() - backendBefore) >> 10);
        }
    }

    private static boolean hasUnits(List<JsonObject> items) {
        return items.stream().mapToInt(item -> item.getInteger("remaining")).sum() == ITEMS * UNITS_EACH + 1;
    }

    private static List<JsonObject> list(ProcessCluster cluster) {
        List<JsonObject> items = new ArrayList<>();
        String next = "/v1/items?limit=200";
        while (next != null) {
            Answer page = Now.get(cluster.shop(0).get(next));
            assertThat(page.status()).isEqualTo(200);
            page.json().getJsonArray("items").forEach(item -> items.add((JsonObject) item));
            next = page.json().getString("next");
            assertThat(page.header("Link")).isEqualTo(next == null ? "" : "<" + next + ">; rel=\"next\"");
        }
        return items;
    }

    private static String definitions() {
        return IntStream.range(0, ITEMS)
                .mapToObj(i -> SaleTerms.open(UNITS_EACH).of("item-" + i))
                .collect(Collectors.joining("\n"));
    }
}
