package io.seckill.gateway.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.gateway.catalogue.Catalogue;
import io.seckill.gateway.catalogue.Views;
import io.seckill.gateway.respond.ItemJson;
import io.seckill.v1.Item;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ItemPagesTest {
    private static final ItemPages.PageRequest FIRST = new ItemPages.PageRequest("", 2);

    private final Catalogue catalogue = new Catalogue(10);
    private long now = 1_000;
    private final ItemPages pages = new ItemPages(
            catalogue, new ItemJson(() -> Instant.ofEpochMilli(now)), () -> Instant.ofEpochMilli(now), "/v1/items");

    @Test
    void aPageIsRenderedOnceWhileNothingChanges() {
        store("a", 5);
        ItemPages.Page page = pages.page(FIRST);
        now += 10_000;

        assertThat(pages.page(FIRST)).isSameAs(page);
    }

    @Test
    void aChangeIsShownOnceThePageIsATenthOfASecondOld() {
        store("a", 5);
        ItemPages.Page page = pages.page(FIRST);
        store("a", 4);

        now += ItemPages.LEAST_AGE_MILLIS - 1;
        assertThat(pages.page(FIRST)).isSameAs(page);
        now++;
        assertThat(pages.page(FIRST).json().toString()).contains("\"remaining\":4");
    }

    @Test
    void aSaleThatOpensOrClosesIsShownAtOnce() {
        store("a", 5);
        assertThat(pages.page(FIRST).json().toString()).contains("OPEN");
        now = 100_000;

        assertThat(pages.page(FIRST).json().toString()).contains("CLOSED");
    }

    @Test
    void aPageThatIsNotTheLastSaysWhereTheNextIs() {
        store("a", 5);
        store("b", 5);
        assertThat(pages.page(FIRST).next()).isEmpty();
        store("c", 5);
        now += ItemPages.LEAST_AGE_MILLIS;

        assertThat(pages.page(FIRST).next()).isEqualTo("/v1/items?limit=2&after=b");
        assertThat(pages.page(new ItemPages.PageRequest("b", 2)).json().toString())
                .contains("\"id\":\"c\"");
    }

    private void store(String id, int remaining) {
        Item item = Item.newBuilder()
                .setItemId(id)
                .setStock(5)
                .setRemaining(remaining)
                .setClosesAt(100_000)
                .build();
        Views.update(catalogue, item);
    }
}
