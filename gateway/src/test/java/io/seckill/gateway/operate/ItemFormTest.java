package io.seckill.gateway.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seckill.v1.PutItem;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemFormTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\u0000b",
                "a\\u0007",
                "two\\nlines",
                "\\u2028",
                "abc\\u202Edcba",
                "abc\\u2066",
                "\\ud800",
                "a\\udc00",
                "\\ufffe",
                "\\ufdd0",
                "\\ud83f\\udfff",
                " ",
                "\\u00a0",
                "\\u200b\\u200d",
                ""
            })
    void aTitleThatIsNotWhatItsReadersSeeIsRefused(String title) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemForm.parse("phone", item("\"" + title + "\"", "1")))
                .withMessageContaining("title");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Phone", "\\u05d0\\u200f (\\u2116 1)", "\\ud83d\\udc68\\u200d\\ud83d\\udc69", "<b>&amp;"})
    void otherTitlesAreTaken(String title) {
        assertThat(ItemForm.parse("phone", item("\"" + title + "\"", "1")).getTitle())
                .isEqualTo(new JsonObject("{\"t\":\"" + title + "\"}").getString("t"));
    }

    @Test
    void aTitleIsCountedInCodePoints() {
        String emoji = "\\ud83d\\ude00";
        assertThat(ItemForm.parse("phone", item("\"" + emoji.repeat(200) + "\"", "1"))
                        .getTitle())
                .hasSize(400);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemForm.parse("phone", item("\"" + emoji.repeat(201) + "\"", "1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "100.0", "1e2", "1.0E2"})
    void aNumberWithoutAFractionIsWholeHoweverItIsWritten(String stock) {
        PutItem parsed = ItemForm.parse("phone", item("\"x\"", stock));
        assertThat(parsed.getStock()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1", "1000000001", "2147483648", "1e300", "\"1\"", "null", "true"})
    void anyOtherStockIsRefused(String stock) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemForm.parse("phone", item("\"x\"", stock)))
                .withMessageContaining("stock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"title\":null,\"opensAt\":null,\"closesAt\":null,\"perUserLimit\":null,\"holdSeconds\":null"
            })
    void aStockIsEnough(String others) {
        PutItem expected = PutItem.newBuilder()
                .setTitle("phone")
                .setStock(100)
                .setPerUserLimit(1)
                .build();
        assertThat(ItemForm.parse("phone", new JsonObject("{\"stock\":100" + others + "}")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1960-01-01T00:00:00Z", "2026-01-01T00:00:00Z"})
    void aSaleClosesAfterItOpensAndAfter1970(String closes) {
        JsonObject item = item("\"x\"", "1").put("closesAt", closes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemForm.parse("phone", item))
                .withMessageContaining("closesAt");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "", "a/b", "a b"})
    void whatNoPathCanHoldIsNoItemId(String itemId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemForm.takeItemId(new JsonObject().put("itemId", itemId)));
        assertThatIllegalArgumentException().isThrownBy(() -> ItemForm.itemIdInPath(itemId));
    }

    private static JsonObject item(String title, String stock) {
        return new JsonObject("{\"title\":" + title + ",\"stock\":" + stock
                + ",\"opensAt\":\"2026-01-01T00:00:00Z\",\"closesAt\":\"2036-01-01T00:00:00Z\",\"perUserLimit\":1}");
    }
}
